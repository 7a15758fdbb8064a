using NodeReport = FinCluster.Core.Fleet.NodeReport;
using NodeState = FinCluster.Core.Fleet.NodeState;
using PrefixUpdate = FinCluster.Core.Engine.PrefixUpdate;
using Proto = FinCluster.Contracts.Node.V1;
using ReplicaReport = FinCluster.Core.Fleet.ReplicaReport;

namespace FinCluster.Wire;

/// <summary>Converts what a node reports of itself.</summary>
public static class NodeReportWire
{
    /// <summary>Writes a report.</summary>
    public static Proto.NodeReport ToProto(NodeReport report)
    {
        var proto = new Proto.NodeReport
        {
            State = report.State == NodeState.Draining ? Proto.NodeState.Draining : Proto.NodeState.Ready,
            Gateways = report.Gateways,
            Stalled = report.IsStalled,
        };
        proto.Replicas.AddRange(report.Replicas.Select(replica => new Proto.ReplicaReport
        {
            Model = replica.Model,
            Statistics = ClusterWire.ToProto(replica.Statistics),
            PrefillTokensPerSecond = replica.PrefillTokensPerSecond,
            DecodeTokensPerSecond = replica.DecodeTokensPerSecond,
            Prefixes = ToProto(replica.Prefixes),
        }));
        return proto;
    }

    /// <summary>Reads a report. A state that a newer node may know counts as ready: it serves.</summary>
    public static NodeReport ToCore(Proto.NodeReport report) => new(
        report.State == Proto.NodeState.Draining ? NodeState.Draining : NodeState.Ready,
        [.. report.Replicas.Select(replica => new ReplicaReport(
            replica.Model,
            ClusterWire.ToCore(replica.Statistics ?? new Contracts.V1.Statistics()),
            replica.PrefillTokensPerSecond,
            replica.DecodeTokensPerSecond,
            replica.Prefixes is { } prefixes ? new PrefixUpdate(prefixes.Reset, [.. prefixes.Added], [.. prefixes.Removed]) : null))])
    {
        Gateways = Math.Max(0, report.Gateways),
        IsStalled = report.Stalled,
    };

    private static Proto.PrefixUpdate? ToProto(PrefixUpdate? update)
    {
        if (update is null)
        {
            return null;
        }

        var proto = new Proto.PrefixUpdate { Reset = update.IsReset };
        proto.Added.AddRange(update.Added);
        proto.Removed.AddRange(update.Removed);
        return proto;
    }
}
