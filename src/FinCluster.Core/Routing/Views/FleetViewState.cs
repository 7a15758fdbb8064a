using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Views;

/// <summary>Holds a gateway's view of the fleet. Thread-safe: writers wait for each other, readers for nobody.</summary>
public sealed class FleetViewState
{
    private readonly Lock _gate = new();
    private volatile FleetView _current = FleetView.Empty;

    /// <summary>Gets the newest view.</summary>
    public FleetView Current => _current;

    /// <summary>Takes in a snapshot, unless a newer one was taken in already, and returns the newest view.</summary>
    public FleetView OnFleet(FleetSnapshot fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        return fleet.Version <= _current.Fleet.Version ? _current : Change(view => fleet.Version <= view.Fleet.Version ? view : view.With(fleet));
    }

    /// <summary>Takes in a load report.</summary>
    /// <param name="node">The replica's node.</param>
    /// <param name="model">The replica's model.</param>
    /// <param name="statistics">What it said.</param>
    /// <param name="now">When it came, on the clock that routing is given.</param>
    public void OnLoad(NodeId node, string model, EngineStatistics statistics, TimeSpan now) => Change(view =>
        view.Find(node, model) is { } replica ? view.With(node, model, new ReplicaLoad(statistics, now, replica.InFlight.Now)) : view);

    /// <summary>Notes that a node seems to be lost, or that it does not any more.</summary>
    public void OnSuspicion(NodeId node, bool isSuspected) => Change(view => view.With(node, isSuspected));

    private FleetView Change(Func<FleetView, FleetView> change)
    {
        lock (_gate)
        {
            return _current = change(_current);
        }
    }
}
