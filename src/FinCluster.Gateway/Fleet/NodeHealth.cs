using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Fleet;

/// <summary>What a gateway knows of one node from its reports. Immutable.</summary>
/// <param name="Report">The newest report, without its prefixes; null while there was none.</param>
/// <param name="Suspicion">Why the node is suspected to be lost; null when it is not.</param>
internal sealed record NodeHealth(NodeReport? Report, SuspicionReason? Suspicion)
{
    /// <summary>A node that nothing was heard of yet. It gets work: it has announced that it takes some.</summary>
    public static readonly NodeHealth Unknown = new(null, null);

    /// <summary>Gets a value indicating whether the node is thought to take work.</summary>
    public bool TakesWork => Suspicion is null && Report?.State != NodeState.Draining;
}
