using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Fleet;
using FinCluster.Grpc;
using FinCluster.Wire;
using Polly;

namespace FinCluster.Gateway.Dispatch;

/// <summary>Tells how all nodes are. Thread-safe.</summary>
/// <remarks>
/// A node that is suspected to be lost is not asked: it is shown as unreachable at once. One that drains takes no new calls, so it is shown
/// as it reported last; so is one whose engine stands still.
/// </remarks>
internal sealed class FleetStatus(IFleet fleet, FleetHealth health, NodeClientPool clients)
{
    /// <summary>Asks every node for its state and its counters of now, at the same time.</summary>
    public async Task<IReadOnlyList<NodeStatus>> AskAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(fleet.Current.Nodes.Select(async node =>
        {
            NodeHealth known = health.Of(node.Id);
            return ToStatus(node, known, known switch
            {
                { Suspicion: SuspicionReason.Stalled, Report: { } report } => OfReport(node, report),
                { Suspicion: not null } => null,
                { Report: { State: NodeState.Draining } report } => OfReport(node, report),
                _ => await AskAsync(node, cancellationToken),
            });
        }));

    /// <summary>Lets a node finish what it has and end.</summary>
    /// <exception cref="RequestException">There is no such node, or it does not answer.</exception>
    public async Task DrainAsync(string id, CancellationToken cancellationToken)
    {
        FleetNode node = fleet.Current.Nodes.FirstOrDefault(known => known.Id.Value == id)
            ?? throw new RequestException(ErrorCode.NodeNotFound, "there is no node of that id", "id");
        try
        {
            await clients.Get(node).DrainAsync(cancellationToken);
        }
        catch (Exception e) when (e is GrpcException or ExecutionRejectedException)
        {
            throw new RequestException(ErrorCode.NodeLost, $"node {node.Id} does not answer", inner: e);
        }
    }

    /// <summary>Reads what the nodes reported last, which is no older than their report interval.</summary>
    public IReadOnlyList<NodeStatus> Read() => [.. fleet.Current.Nodes.Select(node =>
    {
        NodeHealth known = health.Of(node.Id);
        return ToStatus(
            node, known, known is { Suspicion: null or SuspicionReason.Stalled, Report: { } report } ? OfReport(node, report) : null);
    })];

    private static NodeStatus ToStatus(FleetNode node, NodeHealth known, IEnumerable<ReplicaStatus>? replicas)
    {
        var status = new NodeStatus
        {
            Id = node.Id.Value,
            Address = node.Address.Authority,
            State = StateOf(node, known),
            Tier = node.Tier == NodeTier.Edge ? "edge" : "central",
        };
        status.Reachable = replicas is not null;
        status.Replicas.AddRange(replicas ?? node.Models.Select(model => new ReplicaStatus { Model = ClusterWire.ToProto(model) }));
        return status;
    }

    private static string StateOf(FleetNode node, NodeHealth known) =>
        node.State != NodeState.Ready || known.Report?.State == NodeState.Draining ? "draining"
        : known.Suspicion == SuspicionReason.Stalled ? "stalled"
        : "ready";

    private static IEnumerable<ReplicaStatus> OfReport(FleetNode node, NodeReport report) => node.Models.Select(model => OfReport(model, report));

    private static ReplicaStatus OfReport(ModelInfo model, NodeReport report)
    {
        ReplicaReport? replica = report.Replicas.FirstOrDefault(replica => replica.Model == model.Name);
        return new ReplicaStatus
        {
            Model = ClusterWire.ToProto(model),
            Statistics = replica is null ? null : ClusterWire.ToProto(replica.Statistics),
        };
    }

    /// <summary>Asks a node; null when it does not answer in time.</summary>
    private async Task<IEnumerable<ReplicaStatus>?> AskAsync(FleetNode node, CancellationToken cancellationToken)
    {
        try
        {
            return (await clients.Get(node).GetInfoAsync(cancellationToken)).Replicas;
        }
        catch (Exception e) when (e is GrpcException or ExecutionRejectedException)
        {
            return null;
        }
    }
}
