using System.Collections.Immutable;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>Turns what a policy wants into a number of replicas, within the limits of the pool. One user at a time.</summary>
public sealed class PoolScaler
{
    private readonly PoolPlan _pool;
    private readonly IScalingPolicy _policy;
    private DateTimeOffset? _lastRaise;

    /// <param name="pool">The limits.</param>
    /// <param name="policy">What says how many are needed.</param>
    public PoolScaler(PoolPlan pool, IScalingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(policy);
        (_pool, _policy) = (pool, policy);
    }

    /// <summary>Decides. Called in the order of time.</summary>
    public ScalingDecision Decide(ScalingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // Who takes over does not know when the pool was made larger: it may have been just now.
        _lastRaise ??= input.Now;
        ScalingWish wish = _policy.Look(input);
        (int replicas, string reason) = Choose(input, wish);
        if (replicas > input.Desired)
        {
            _lastRaise = input.Now;
        }

        return new ScalingDecision(_pool.Name, input, replicas, reason, wish);
    }

    private (int Replicas, string Reason) Choose(ScalingInput input, ScalingWish wish)
    {
        ScalingBound least = Within(Largest(wish.AtLeast));
        ScalingBound keep = Within(Largest(wish.Keep));
        if (input.Desired > _pool.AffordableReplicas)
        {
            return (_pool.AffordableReplicas, "more than the limits of the pool allow");
        }

        if (least.Replicas > input.Desired)
        {
            int step = _pool.MaxStepUp > 0 ? Math.Min(least.Replicas, input.Desired + _pool.MaxStepUp) : least.Replicas;
            return (step, step < least.Replicas ? $"{least.Reason}; {least.Replicas} in steps of {_pool.MaxStepUp}" : least.Reason);
        }

        int enough = Math.Max(least.Replicas, keep.Replicas);
        if (enough >= input.Desired)
        {
            return (input.Desired, keep.Replicas > least.Replicas ? keep.Reason : least.Reason);
        }

        TimeSpan since = input.Now - (_lastRaise ?? input.Now);
        if (since < TimeSpan.FromSeconds(_pool.SettleSeconds))
        {
            return (input.Desired, $"{enough} would be enough, but there were made more {since.TotalSeconds:F0} s ago");
        }

        int down = _pool.MaxStepDown > 0 ? Math.Max(enough, input.Desired - _pool.MaxStepDown) : enough;
        return (down, $"{enough} are enough: {(keep.Replicas >= least.Replicas ? keep.Reason : least.Reason)}");
    }

    private ScalingBound Within(ScalingBound bound)
    {
        int replicas = bound.Replicas > 0 || _pool.MinReplicas > 0 ? bound.Replicas + _pool.WarmReplicas : 0;
        if (replicas > _pool.AffordableReplicas)
        {
            return new ScalingBound(
                _pool.AffordableReplicas,
                $"{bound.Reason}; {replicas} would be needed, {(_pool.AffordableReplicas < _pool.MaxReplicas ? "the cost" : "the pool")} is limited to {_pool.AffordableReplicas}");
        }

        return replicas < _pool.MinReplicas ? new ScalingBound(_pool.MinReplicas, $"{bound.Reason}; the least of the pool") : bound with { Replicas = replicas };
    }

    private static ScalingBound Largest(ImmutableArray<ScalingBound> bounds) => bounds.MaxBy(bound => bound.Replicas);
}
