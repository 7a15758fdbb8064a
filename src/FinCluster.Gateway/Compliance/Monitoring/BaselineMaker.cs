using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Makes the baseline of a model, or of all requests, of the first that are seen. Thread-safe, but for <see cref="Advance"/>, which one caller uses.</summary>
internal sealed class BaselineMaker
{
    // It forgets nothing: a model that is rarely asked has its baseline late.
    private static readonly TimeSpan Ever = TimeSpan.FromDays(3_650);

    private readonly QualityWindow _seen = new(Ever, Ever);
    private volatile bool _isCounting;
    private volatile bool _hasClusters;

    /// <param name="known">What was made before; null for nothing.</param>
    /// <param name="limits">How many questions with a cluster it needs.</param>
    public BaselineMaker(DriftBaseline? known, DriftLimits limits)
    {
        Baseline = known;
        _isCounting = known is null;
        _hasClusters = known?.SampleOf(DriftFeature.Cluster) >= limits.MinSample;
    }

    /// <summary>Gets what was usual; null until that is known.</summary>
    public DriftBaseline? Baseline { get; private set; }

    /// <summary>Counts a request, as long as it is needed.</summary>
    public void Add(DateTimeOffset now, in QualityObservation observation)
    {
        if (_isCounting)
        {
            _seen.Add(now, observation);
        }
    }

    /// <summary>Counts the cluster of a question, as long as it is needed.</summary>
    public void AddCluster(DateTimeOffset now, int cluster)
    {
        if (!_hasClusters)
        {
            _seen.AddCluster(now, cluster);
        }
    }

    /// <summary>Makes what can be made by now; false when nothing is new.</summary>
    public bool Advance(DateTimeOffset now, int sample, DriftLimits limits)
    {
        DriftBaseline? before = Baseline;
        if (_isCounting || !_hasClusters)
        {
            QualityCounts counts = _seen.Read(now);
            var seen = DriftBaseline.Of(counts, now);
            if (_isCounting && counts.Requests >= sample)
            {
                (Baseline, _isCounting) = (seen, false);
            }

            if (Baseline is not null && !_hasClusters && seen.SampleOf(DriftFeature.Cluster) >= limits.MinSample)
            {
                (Baseline, _hasClusters) = (Baseline.With(DriftFeature.Cluster, seen), true);
            }
        }

        return !ReferenceEquals(before, Baseline);
    }
}
