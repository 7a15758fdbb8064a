using System.Collections.Immutable;

namespace FinCluster.Core.Fleet;

/// <summary>Holds the newest snapshot and wakes who waits for a newer one.</summary>
/// <remarks>
/// One writer at a time replaces the snapshot, then the signal. A waiter picks up the signal first and looks at the snapshot then, so no change falls
/// between its look and its wait.
/// </remarks>
public sealed class FleetState
{
    private volatile FleetSnapshot _current = FleetSnapshot.Empty;
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <summary>Gets the newest snapshot.</summary>
    public FleetSnapshot Current => _current;

    /// <summary>Makes a newer snapshot of these nodes.</summary>
    public void Replace(ImmutableArray<FleetNode> nodes)
    {
        _current = new FleetSnapshot(_current.Version + 1, nodes);
        TaskCompletionSource signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }

    /// <summary>Waits until the snapshot is newer than <paramref name="version"/>.</summary>
    public async Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task changed = _changed.Task;
            FleetSnapshot current = _current;
            if (current.Version > version)
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
