using System.Collections.Immutable;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Scaler.Control;

/// <summary>How a pool is, as this scaler knows it.</summary>
/// <param name="Name">The pool.</param>
/// <param name="Desired">How many replicas are asked for; null while that is not known.</param>
/// <param name="Ready">How many take requests.</param>
/// <param name="Decision">The newest decision; null where another scaler leads.</param>
/// <param name="Trouble">What is in the way of the target; null for nothing.</param>
internal sealed record PoolStatus(string Name, int? Desired, int Ready, ScalingDecision? Decision, string? Trouble);

/// <summary>How the scaler is. Immutable.</summary>
/// <param name="IsLeader">Whether it decides.</param>
/// <param name="Leader">Who does; null for nobody that is known.</param>
/// <param name="Pools">The pools of the plan.</param>
/// <param name="Version">Grows with every look.</param>
internal sealed record ScalerStatus(bool IsLeader, string? Leader, ImmutableArray<PoolStatus> Pools, long Version)
{
    /// <summary>Gets a pool by its name; null for none.</summary>
    public PoolStatus? Find(string name) => Pools.FirstOrDefault(pool => pool.Name == name);
}
