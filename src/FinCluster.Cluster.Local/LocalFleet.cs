using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Cluster.Local;

/// <summary>The fleet of one machine, in memory.</summary>
/// <remarks>
/// Writers replace the snapshot and the change signal together under the lock; readers take the snapshot from a volatile field. A
/// waiter compares versions and picks up the signal under the same lock, so no change falls between its look and its wait.
/// </remarks>
public sealed class LocalFleet : IFleet
{
    private readonly Lock _gate = new();
    private volatile FleetSnapshot _current = FleetSnapshot.Empty;
    private TaskCompletionSource _changed = NewSignal();

    /// <inheritdoc/>
    public FleetSnapshot Current => _current;

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
    public async Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_current.Version > version)
                {
                    return _current;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Func<ImmutableArray<FleetNode>, ImmutableArray<FleetNode>> edit)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            ImmutableArray<FleetNode> nodes = edit(_current.Nodes);
            if (nodes == _current.Nodes)
            {
                return;
            }

            _current = new FleetSnapshot(_current.Version + 1, nodes);
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }
}
