using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
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

    private async Task<NodeStatus> AskAsync(FleetNode node, CancellationToken cancellationToken)
    {
        var status = new NodeStatus
        {
            Id = node.Id.Value,
            Address = node.Address.Authority,
            State = node.State == NodeState.Ready ? "ready" : "draining",
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
