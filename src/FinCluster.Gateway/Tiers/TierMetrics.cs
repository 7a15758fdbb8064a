using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Tiers;

/// <summary>Measures where answers come from. Thread-safe.</summary>
internal sealed class TierMetrics
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1],
    };

    private readonly Counter<long> _answers;
    private readonly Histogram<double> _fallThrough;

    public TierMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _answers = meter.CreateCounter<long>("fincluster.gateway.tier.answers", "{answer}", "Answers, by the way to the tier that gave them.");
        _fallThrough = meter.CreateHistogram(
            "fincluster.gateway.tier.fall_through", "s", "Time that the edge took before its answer was given up for central's.", advice: Seconds);
    }

    public void OnAnswered(AnswerTier tier, bool fellThrough) => _answers.Add(1, new TagList
    {
        { "tier", tier.Name },
        { "way", tier.IsDegraded ? "degraded" : fellThrough ? "fell-through" : "decided" },
    });

    public void OnFallThrough(TimeSpan elapsed) => _fallThrough.Record(elapsed.TotalSeconds);
}
