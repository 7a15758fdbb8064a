using System.Globalization;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>Judges what a window holds. Thread-safe.</summary>
public static class DriftJudge
{
    /// <summary>Judges a window.</summary>
    /// <param name="window">What it holds.</param>
    /// <param name="baseline">What was usual; null when that is not known yet, and nothing is said of drift.</param>
    /// <param name="limits">From where on a measure is an alarm.</param>
    /// <param name="kpiCorrelation">The rank correlation with what the business counts; null when it is not known.</param>
    public static DriftReport Judge(QualityCounts window, DriftBaseline? baseline, DriftLimits limits, double? kpiCorrelation = null)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(limits);
        var report = new DriftReport
        {
            Requests = window.Requests,
            Features = [.. DriftFeatures.All.Select(feature => DriftOf(feature, window, baseline, limits))],
            AbnormalShare = Share(window.Abnormal, window.Requests, limits.MinSample),
            SensitiveShare = Share(window.Cut, window.Outputs, limits.MinSample),
            OverRefusalShare = Share(window.OverRefusals, window.ReviewedRefusals, limits.MinReviews),
            KpiCorrelation = kpiCorrelation,
            Alarms = [],
        };
        return report with { Alarms = [.. FindAlarms(report, window, limits)] };
    }

    private static IEnumerable<QualityAlarm> FindAlarms(DriftReport report, QualityCounts window, DriftLimits limits)
    {
        foreach (FeatureDrift drift in report.Features)
        {
            if (drift.Index is { } index && index > limits.Drift)
            {
                string reason = Text($"the drift index of {EnumNames.Of(drift.Feature)} is {index:0.###}, over {limits.Drift}");
                yield return new QualityAlarm(QualityMeasure.Drift, index, limits.Drift, reason) { Feature = drift.Feature };
            }
        }

        if (IsBeyond(report.AbnormalShare, window.Abnormal, window.Requests, limits.Abnormal, limits))
        {
            yield return Alarm(QualityMeasure.Abnormal, window.Abnormal, window.Requests, limits.Abnormal, "requests went wrong");
        }

        if (IsBeyond(report.SensitiveShare, window.Cut, window.Outputs, limits.Sensitive, limits))
        {
            yield return Alarm(QualityMeasure.Sensitive, window.Cut, window.Outputs, limits.Sensitive, "answers were cut off by a guard");
        }

        if (IsBeyond(report.OverRefusalShare, window.OverRefusals, window.ReviewedRefusals, limits.OverRefusal, limits))
        {
            yield return Alarm(QualityMeasure.OverRefusal, window.OverRefusals, window.ReviewedRefusals, limits.OverRefusal, "reviewed refusals should have been answers");
        }

        if (report.KpiCorrelation is { } correlation && correlation < limits.KpiCorrelation)
        {
            yield return new QualityAlarm(
                QualityMeasure.KpiCorrelation, correlation, limits.KpiCorrelation,
                Text($"the rank correlation with the business's figures is {correlation:0.###}, under {limits.KpiCorrelation}"));
        }
    }

    private static FeatureDrift DriftOf(DriftFeature feature, QualityCounts window, DriftBaseline? baseline, DriftLimits limits)
    {
        ReadOnlySpan<long> now = window.Of(feature);
        long sample = Sum(now);
        return new FeatureDrift(
            feature,
            baseline is not null && sample >= limits.MinSample && baseline.SampleOf(feature) >= limits.MinSample
                ? PopulationStability.Index(baseline.Of(feature), now)
                : null,
            sample);
    }

    // One hit in 500 is a share of 0.2 % and says little about a limit of 0.1 %.
    private static bool IsBeyond(double? share, long hits, long all, double limit, DriftLimits limits) =>
        share > limit && BinomialTail.AtLeast(hits, all, limit) <= limits.Significance;

    private static QualityAlarm Alarm(QualityMeasure measure, long hits, long all, double limit, string what) => new(
        measure, hits / (double)all, limit, Text($"{hits} of {all} {what}, {hits / (double)all:0.00%} where {limit:0.0#%} may be"));

    private static double? Share(long hits, long all, int least) => all >= least && all > 0 ? hits / (double)all : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
