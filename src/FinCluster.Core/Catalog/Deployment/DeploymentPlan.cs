using System.Collections.Immutable;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;

namespace FinCluster.Core.Catalog.Deployment;

/// <summary>What is to be done so that the fleet serves what the catalog names.</summary>
/// <param name="Loads">The replicas that nodes lack; each node's in the order of their urgency.</param>
/// <param name="Idle">The replicas that were loaded for the catalog and that nothing names any more.</param>
public sealed record DeploymentPlan(ImmutableArray<ReplicaLoadOrder> Loads, ImmutableArray<IdleReplica> Idle)
{
    /// <summary>Nothing to do.</summary>
    public static readonly DeploymentPlan Empty = new([], []);
}

/// <summary>A replica that a node is to load.</summary>
/// <param name="Node">The node.</param>
/// <param name="Release">What the replica computes with; parts that nodes do not need may be unset.</param>
public readonly record struct ReplicaLoadOrder(FleetNode Node, Releases.Release Release)
{
    /// <summary>Gets the content of the replica.</summary>
    public ReplicaContent Content => ReplicaContent.Of(Release);
}

/// <summary>A replica that nothing names.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Name">Its name.</param>
public readonly record struct IdleReplica(FleetNode Node, string Name);
