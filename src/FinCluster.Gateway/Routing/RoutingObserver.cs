using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;
using FinCluster.Gateway.Fleet;

namespace FinCluster.Gateway.Routing;

/// <summary>Tells routing what is heard of nodes. Thread-safe.</summary>
internal sealed class RoutingObserver(IFleet fleet, FleetViewState views, PrefixIndex prefixes, TimeProvider time) : IFleetObserver
{
    public void OnReport(FleetNode node, NodeReport report)
    {
        views.OnFleet(fleet.Current);
        foreach (ReplicaReport replica in report.Replicas)
        {
            views.OnLoad(node.Id, replica.Model, replica.Statistics, RoutingClock.Now(time));
            if (replica.Prefixes is { } update)
            {
                prefixes.Apply(node.Id, replica.Model, update);
            }
        }

        if (prefixes.ReplicasOf(node.Id) > report.Replicas.Length)
        {
            ForgetUnloaded(node.Id, report);
        }
    }

    // A node that drains is no better for new work than one that is lost.
    public void OnAvailability(FleetNode node, bool takesWork)
    {
        views.OnFleet(fleet.Current);
        views.OnSuspicion(node.Id, !takesWork);
    }

    public void OnGone(FleetNode node) => prefixes.Remove(node.Id);

    // On its own, so that the usual report makes no closure.
    private void ForgetUnloaded(NodeId node, NodeReport report)
    {
        var present = report.Replicas.Select(replica => replica.Model).ToHashSet(StringComparer.Ordinal);
        prefixes.Retain(node, present.Contains);
    }
}
