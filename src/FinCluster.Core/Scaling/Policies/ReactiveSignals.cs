using System.Collections.Immutable;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>What is needed by what is asked now: demand, backlog, late first tokens, full KV caches.</summary>
/// <param name="pool">The pool.</param>
public sealed class ReactiveSignals(PoolPlan pool)
{
    // Above this share prompts begin to wait for cells of others.
    private const double FullKv = 0.9;

    // What comes late is answered by a quarter more, once what was asked for is there.
    private const double StepShare = 0.25;

    /// <summary>Gets what is needed, a bound for each signal that says something.</summary>
    public ImmutableArray<ScalingBound> Look(ScalingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImmutableArray<ScalingBound>.Builder bounds = ImmutableArray.CreateBuilder<ScalingBound>();
        double rate = Math.Max(input.TokensPerSecond, input.RecentTokensPerSecond);
        bounds.Add(new ScalingBound(pool.ReplicasFor(rate), $"{rate:F0} tokens/s are asked for"));
        if (input.QueuedTokens > 0)
        {
            double withBacklog = rate + (input.QueuedTokens / pool.ClearSeconds);
            bounds.Add(new ScalingBound(
                Math.Max(1, pool.ReplicasFor(withBacklog)), $"{input.QueuedTokens:F0} tokens wait, to be worked off in {pool.ClearSeconds:F0} s"));
        }

        // Nor is the last replica taken from under them; without any, they wait for one in the dispatcher.
        if (input.RunningRequests > 0)
        {
            bounds.Add(new ScalingBound(1, $"{input.RunningRequests} requests run, or wait for a replica"));
        }

        // While replicas start, lateness says nothing new.
        if (input.Ready >= input.Desired)
        {
            int more = input.Ready + Math.Max(1, (int)Math.Ceiling(input.Ready * StepShare));
            if (input.TtftP99 > pool.TtftSeconds)
            {
                bounds.Add(new ScalingBound(more, $"99 % of first tokens take up to {input.TtftP99:F2} s, {pool.TtftSeconds:F2} s are promised"));
            }

            if (input.KvPressure > FullKv)
            {
                bounds.Add(new ScalingBound(more, $"running requests hold {input.KvPressure:P0} of the KV cache"));
            }
        }

        return bounds.ToImmutable();
    }
}
