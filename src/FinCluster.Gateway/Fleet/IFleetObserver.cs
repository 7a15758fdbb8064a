using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Fleet;

/// <summary>Is told what is heard of nodes. Reports of one node come one after the other; all else may come at once, and must not take long.</summary>
internal interface IFleetObserver
{
    /// <summary>A node has reported.</summary>
    void OnReport(FleetNode node, NodeReport report);

    /// <summary>A node is thought to take work, or not to take any more.</summary>
    void OnAvailability(FleetNode node, bool takesWork);

    /// <summary>A node has left the fleet.</summary>
    void OnGone(FleetNode node);
}
