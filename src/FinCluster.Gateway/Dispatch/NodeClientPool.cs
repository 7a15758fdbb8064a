using System.Collections.Concurrent;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Fleet;

namespace FinCluster.Gateway.Dispatch;

/// <summary>One client for each node of the fleet, made when it is first needed and kept while the node lives. Thread-safe.</summary>
internal sealed class NodeClientPool(IFleet fleet, ResiliencePipelines pipelines, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<NodeId, NodeClient> _clients = new();

    /// <summary>Gets the client of a node.</summary>
    public NodeClient Get(FleetNode node)
    {
        if (_clients.TryGetValue(node.Id, out NodeClient? client))
        {
            return client;
        }

        // A new node is the sign that an old one may have gone; there is no need to look more often.
        DropGone();
        return _clients.GetOrAdd(node.Id, _ => new NodeClient(node, pipelines.ForCalls(), time));
    }

    /// <summary>Gives a node's client up, with its connection, which seems to be dead. Calls that run on it end by themselves.</summary>
    public void Renew(FleetNode node)
    {
        if (_clients.TryRemove(node.Id, out NodeClient? client))
        {
            client.Retire();
        }
    }

    public void Dispose()
    {
        foreach (NodeClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private void DropGone()
    {
        var alive = fleet.Current.Nodes.Select(node => node.Id).ToHashSet();
        foreach (NodeId id in _clients.Keys.Where(id => !alive.Contains(id)))
        {
            if (_clients.TryRemove(id, out NodeClient? gone))
            {
                gone.Retire();
            }
        }
    }
}
