using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Routing;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Routing;

/// <summary>Measures the choice of replicas. Thread-safe.</summary>
internal sealed class RoutingMetrics
{
    private static readonly InstrumentAdvice<double> Microseconds = new()
    {
        HistogramBucketBoundaries = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3, 1e-2],
    };

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _blocks;

    public RoutingMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _duration = meter.CreateHistogram(
            "fincluster.gateway.route.duration", "s", "Time to choose a replica.", advice: Microseconds);
        _decisions = meter.CreateCounter<long>("fincluster.gateway.route.decisions", "{decision}", "Choices of a replica.");
        _blocks = meter.CreateCounter<long>("fincluster.gateway.route.prefix_blocks", "{block}", "Prefix blocks of routed prompts.");
    }

    public void OnDecided(string policy, TimeSpan elapsed, RouteRequest request, RouteDecision? decision)
    {
        _duration.Record(elapsed.TotalSeconds, new TagList { { "policy", policy } });
        _decisions.Add(1, new TagList { { "policy", policy }, { "outcome", decision is null ? "none" : "routed" } });
        if (decision is { } found && !request.Blocks.IsEmpty)
        {
            _blocks.Add(found.HeldBlocks, new TagList { { "held", "yes" } });
            _blocks.Add(request.Blocks.Length - found.HeldBlocks, new TagList { { "held", "no" } });
        }
    }
}
