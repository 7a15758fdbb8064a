using System.Collections.Immutable;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>What is asked now, as an autoscaler without a forecast sees it; made smaller when nothing more was needed for a while.</summary>
public sealed class ReactivePolicy : IScalingPolicy
{
    private readonly ReactiveSignals _signals;
    private readonly RecentMost _recent;

    /// <param name="pool">The pool.</param>
    public ReactivePolicy(PoolPlan pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _signals = new ReactiveSignals(pool);
        _recent = new RecentMost(TimeSpan.FromSeconds(pool.SettleSeconds));
    }

    /// <inheritdoc/>
    public ScalingWish Look(ScalingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImmutableArray<ScalingBound> bounds = _signals.Look(input);
        int most = _recent.Add(input.Now, bounds.Max(bound => bound.Replicas));
        return new ScalingWish(bounds, [new ScalingBound(most, "so many were needed lately")]);
    }
}
