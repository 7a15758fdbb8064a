using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Fleet;

/// <summary>What is known of all nodes from their reports.</summary>
/// <remarks>
/// Thread-safe. Readers take an immutable table from one volatile field; each node's watcher, and the clock that notices silence,
/// replace it under the lock.
/// </remarks>
internal sealed class FleetHealth(IEnumerable<IFleetObserver> observers, FleetMetrics metrics)
{
    private readonly IFleetObserver[] _observers = [.. observers];
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<NodeId, NodeHealth> _nodes = ImmutableDictionary<NodeId, NodeHealth>.Empty;

    /// <summary>Gets what is known of a node.</summary>
    public NodeHealth Of(NodeId node) => _nodes.GetValueOrDefault(node, NodeHealth.Unknown);

    /// <summary>Begins to keep what is heard of a node.</summary>
    public void Add(FleetNode node)
    {
        lock (_gate)
        {
            _nodes = _nodes.SetItem(node.Id, NodeHealth.Unknown);
        }
    }

    /// <summary>Takes in a report, which ends all suspicion but that which the node has of itself; returns what was suspected before.</summary>
    public SuspicionReason? OnReport(FleetNode node, NodeReport report)
    {
        NodeReport kept = report with { Replicas = [.. report.Replicas.Select(replica => replica with { Prefixes = null })] };
        NodeHealth before = Change(node, _ => new NodeHealth(kept, report.IsStalled ? SuspicionReason.Stalled : null));
        foreach (IFleetObserver observer in _observers)
        {
            observer.OnReport(node, report);
        }

        return before.Suspicion;
    }

    /// <summary>Suspects a node to be lost; false when it was suspected for the same reason or a graver one already.</summary>
    public bool Suspect(FleetNode node, SuspicionReason reason)
    {
        NodeHealth before = Change(node, health => health.Suspicion >= reason ? health : health with { Suspicion = reason });
        return before.Suspicion is null || before.Suspicion < reason;
    }

    /// <summary>Ends suspicion without a report, of a node that cannot give any.</summary>
    public void Trust(FleetNode node) => Change(node, health => health with { Suspicion = null });

    /// <summary>Forgets a node that has left.</summary>
    public void Forget(FleetNode node)
    {
        lock (_gate)
        {
            if (Of(node.Id).Suspicion is not null)
            {
                metrics.OnTrusted();
            }

            _nodes = _nodes.Remove(node.Id);
            foreach (IFleetObserver observer in _observers)
            {
                observer.OnGone(node);
            }
        }
    }

    private NodeHealth Change(FleetNode node, Func<NodeHealth, NodeHealth> change)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(node.Id, out NodeHealth? before))
            {
                return NodeHealth.Unknown;
            }

            NodeHealth after = change(before);
            _nodes = _nodes.SetItem(node.Id, after);
            if (before.Suspicion is not null && after.Suspicion is null)
            {
                metrics.OnTrusted();
            }
            else if (before.Suspicion is null && after.Suspicion is { } reason)
            {
                metrics.OnSuspected(reason);
            }

            if (before.TakesWork != after.TakesWork)
            {
                foreach (IFleetObserver observer in _observers)
                {
                    observer.OnAvailability(node, after.TakesWork);
                }
            }

            return before;
        }
    }
}
