using System.Diagnostics.Metrics;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Fleet;

/// <summary>What the gateway measures of its nodes. The instruments are documented in docs/metrics.md.</summary>
internal sealed class FleetMetrics
{
    private readonly Counter<long> _reports;
    private readonly Counter<long> _suspicions;
    private readonly UpDownCounter<long> _suspected;
    private readonly Counter<long> _moves;

    public FleetMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _reports = meter.CreateCounter<long>("fincluster.gateway.node.reports", "{report}", "Reports of nodes that were taken in.");
        _suspicions = meter.CreateCounter<long>("fincluster.gateway.node.suspicions", "{node}", "Times that a node was suspected to be lost.");
        _suspected = meter.CreateUpDownCounter<long>("fincluster.gateway.nodes.suspected", "{node}", "Nodes that are suspected to be lost.");
        _moves = meter.CreateCounter<long>(
            "fincluster.gateway.streams.moved", "{stream}", "Calls that were taken away from a node because it was suspected to be lost.");
    }

    public void OnReport() => _reports.Add(1);

    public void OnSuspected(SuspicionReason reason)
    {
        _suspicions.Add(1, new KeyValuePair<string, object?>("reason", Name(reason)));
        _suspected.Add(1);
    }

    public void OnTrusted() => _suspected.Add(-1);

    public void OnMoved() => _moves.Add(1);

    private static string Name(SuspicionReason reason) => reason switch
    {
        SuspicionReason.Stalled => "stalled",
        SuspicionReason.Broken => "broken",
        SuspicionReason.Silent => "silent",
        _ => "unreachable",
    };
}
