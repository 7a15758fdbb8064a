using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Knowledge;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Knowledge;

/// <summary>Measures searches in what releases know. Thread-safe.</summary>
internal sealed class KnowledgeMetrics
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.05],
    };

    private readonly Counter<long> _searches;
    private readonly Histogram<double> _duration;

    public KnowledgeMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _searches = meter.CreateCounter<long>("fincluster.gateway.knowledge.searches", "{search}", "Searches in the knowledge of releases.");
        _duration = meter.CreateHistogram("fincluster.gateway.knowledge.search", "s", "Time to search the knowledge of a release.", advice: Seconds);
    }

    /// <summary>Counts a search.</summary>
    public void OnSearched(FoundKnowledge found, TimeSpan elapsed)
    {
        _searches.Add(1, new TagList { { "outcome", found.IsEmpty ? "none" : "found" } });
        _duration.Record(elapsed.TotalSeconds);
    }
}
