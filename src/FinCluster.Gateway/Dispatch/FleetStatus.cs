using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Gateway.Dispatch;

/// <summary>Asks all nodes how they are. Thread-safe.</summary>
internal sealed class FleetStatus(IFleet fleet, NodeClientPool clients)
{
    // A node that takes longer is shown as it is then: not reachable.
    private static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reads the state and the counters of every node, at the same time.</summary>
    public async Task<IReadOnlyList<NodeStatus>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(fleet.Current.Nodes.Select(node => AskAsync(node, cancellationToken)));

    /// <summary>Lets a node finish what it has and end.</summary>
    /// <exception cref="RequestException">There is no such node, or it does not answer.</exception>
    public async Task DrainAsync(string id, CancellationToken cancellationToken)
    {
        FleetNode node = fleet.Current.Nodes.FirstOrDefault(known => known.Id.Value == id)
            ?? throw new RequestException(ErrorCode.NodeNotFound, "there is no node of that id", "id");
        try
        {
            await clients.Get(node).DrainAsync(NodeTimeout, cancellationToken);
        }
        catch (GrpcException e)
        {
            throw new RequestException(ErrorCode.NodeLost, $"node {node.Id} does not answer", inner: e);
        }
    }

    private async Task<NodeStatus> AskAsync(FleetNode node, CancellationToken cancellationToken)
    {
        var status = new NodeStatus
        {
            Id = node.Id.Value,
            Address = node.Address.Authority,
            State = node.State == NodeState.Ready ? "ready" : "draining",
            Tier = node.Tier == NodeTier.Edge ? "edge" : "central",
        };
        try
        {
            GetInfoResponse info = await clients.Get(node).GetInfoAsync(NodeTimeout, cancellationToken);
            status.Reachable = true;
            status.Replicas.AddRange(info.Replicas);
        }
        catch (GrpcException)
        {
            status.Replicas.AddRange(node.Models.Select(model => new ReplicaStatus { Model = ClusterWire.ToProto(model) }));
        }

        return status;
    }
}
