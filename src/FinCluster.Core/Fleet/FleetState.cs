using System.Collections.Immutable;
using FinCluster.Core.State;

namespace FinCluster.Core.Fleet;

/// <summary>Holds the newest snapshot and wakes who waits for a newer one. One writer at a time.</summary>
public sealed class FleetState
{
    private readonly CurrentState<FleetSnapshot> _state = new(FleetSnapshot.Empty, snapshot => snapshot.Version);

    /// <summary>Gets the newest snapshot.</summary>
    public FleetSnapshot Current => _state.Current;

    /// <summary>Makes a newer snapshot of these nodes.</summary>
    public void Replace(ImmutableArray<FleetNode> nodes) => _state.Replace(new FleetSnapshot(Current.Version + 1, nodes));

    /// <summary>Waits until the snapshot is newer than <paramref name="version"/>.</summary>
    public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);
}
