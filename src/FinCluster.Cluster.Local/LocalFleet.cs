using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Cluster.Local;

/// <summary>The fleet of one machine, in memory.</summary>
/// <remarks>Writers replace the snapshot one at a time, under the lock; readers and waiters need none.</remarks>
public sealed class LocalFleet : IFleet
{
    private readonly Lock _gate = new();
    private readonly FleetState _state = new();

    /// <inheritdoc/>
    public FleetSnapshot Current => _state.Current;

    /// <inheritdoc/>
    public TimeSpan AnnouncementLifetime => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellationToken.ThrowIfCancellationRequested();
        Change(nodes =>
        {
            int index = IndexOf(nodes, node.Id);
            return index < 0 ? nodes.Add(node) : nodes.SetItem(index, node);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Change(nodes =>
        {
            int index = IndexOf(nodes, node);
            return index < 0 ? nodes : nodes.RemoveAt(index);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);

    private static int IndexOf(ImmutableArray<FleetNode> nodes, NodeId id)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private void Change(Func<ImmutableArray<FleetNode>, ImmutableArray<FleetNode>> edit)
    {
        lock (_gate)
        {
            ImmutableArray<FleetNode> nodes = edit(Current.Nodes);
            if (nodes != Current.Nodes)
            {
                _state.Replace(nodes);
            }
        }
    }
}
