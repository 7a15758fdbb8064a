using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Gateway.Fleet;

namespace FinCluster.Gateway.Dispatch;

/// <summary>
/// Picks the node for a request: the one that a key belongs to while it has a free sequence, because the key's KV is warm
/// there, else the one with the fewest requests of this gateway.
/// </summary>
internal sealed class NodePicker(IFleet fleet, FleetHealth health, NodeClientPool clients)
{
    /// <summary>Picks a node; null when none that is not suspected takes work for the model.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="affinityKey">What the node's KV is warm for, for example a session; null for nothing.</param>
    /// <param name="suspects">Nodes that have just failed.</param>
    public FleetNode? Pick(string model, string? affinityKey, IReadOnlySet<NodeId> suspects)
    {
        FleetNode[] candidates = [.. fleet.Current.Nodes
            .Where(node => node.State == NodeState.Ready && health.Of(node.Id).TakesWork && !suspects.Contains(node.Id) && Parallel(node, model) > 0)];
        if (candidates.Length == 0)
        {
            return null;
        }

        if (affinityKey is not null)
        {
            FleetNode own = candidates.MaxBy(node => RendezvousHash.Weight(affinityKey, node.Id))!;
            if (clients.Get(own).InFlight < Parallel(own, model))
            {
                return own;
            }
        }

        return candidates.MinBy(node => clients.Get(node).InFlight);
    }

    private static int Parallel(FleetNode node, string model) =>
        node.Models.FirstOrDefault(served => served.Name == model)?.ParallelSequences ?? 0;
}
