using FinCluster.Contracts.V1;

namespace FinCluster.Cli.Commands;

/// <summary>Makes reports of what a server says about itself.</summary>
internal static class StatusReports
{
    /// <summary>Makes the report of a status.</summary>
    public static StatusReport Of(GetStatusResponse status) => new(
        status.Version, status.UptimeSeconds, status.ActiveRequests, status.Failovers,
        Of(status.Nodes));

    /// <summary>Makes the reports of nodes.</summary>
    public static IReadOnlyList<NodeReport> Of(IEnumerable<NodeStatus> nodes) => [.. nodes.Select(node => new NodeReport(
        node.Id, node.Address, node.Tier, node.State, node.Reachable, [.. node.Replicas.Select(ToReport)]))];

    private static ReplicaReport ToReport(ReplicaStatus replica)
    {
        Statistics statistics = replica.Statistics ?? new Statistics();
        return new ReplicaReport(
            replica.Model.Name, statistics.RunningRequests, statistics.QueuedRequests, statistics.KvCellsPinned, statistics.KvCellsUsed, statistics.KvCellsTotal,
            statistics.PrefilledTokens, statistics.CachedTokens, statistics.GeneratedTokens, statistics.DecodeSeconds,
            statistics.BusySeconds, statistics.LoopAllocatedBytes);
    }
}
