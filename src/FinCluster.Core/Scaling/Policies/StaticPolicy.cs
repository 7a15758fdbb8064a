using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>Always the most.</summary>
/// <param name="pool">The pool.</param>
public sealed class StaticPolicy(PoolPlan pool) : IScalingPolicy
{
    /// <inheritdoc/>
    public ScalingWish Look(ScalingInput input)
    {
        var all = new ScalingBound(pool.MaxReplicas, "always the most");
        return new ScalingWish([all], [all]);
    }
}
