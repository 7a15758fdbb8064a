using System.Collections.Immutable;
using FinCluster.Core.Fleet;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Scaler.Control;

/// <summary>Looks at one pool and moves its target. One user at a time.</summary>
/// <param name="pool">The pool.</param>
/// <param name="calendar">The venues' days.</param>
/// <param name="target">Starts and ends replicas.</param>
internal sealed class PoolLoop(PoolPlan pool, MarketCalendar calendar, IScaleTarget target)
{
    private readonly PoolController _controller = new(pool, calendar);
    private int? _noted;

    /// <summary>Gets the pool.</summary>
    public PoolPlan Pool => pool;

    /// <summary>Gets what is to be noted of the pool.</summary>
    public PoolNote Note => new(_noted ?? pool.MinReplicas, _controller.Remember());

    /// <summary>Counts the replicas of the pool that take requests.</summary>
    public static int ReadyOf(PoolPlan pool, FleetSnapshot fleet) => fleet.Nodes.Count(
        node => node.State == NodeState.Ready && node.Models.Any(model => model.Name == (pool.NodeModel ?? pool.Model)));

    /// <summary>Goes on where another leader has stopped.</summary>
    /// <exception cref="FormatException">What it has noted cannot be read.</exception>
    public void Restore(PoolNote note)
    {
        _noted = note.Replicas;
        if (note.Memory is { } memory)
        {
            _controller.Restore(memory);
        }
    }

    /// <summary>Goes on with another calendar.</summary>
    public void Follow(MarketCalendar newer) => _controller.Follow(newer);

    /// <summary>Decides, and asks the target for another number of replicas if that is the decision.</summary>
    /// <param name="now">The markets' time.</param>
    /// <param name="measured">The machine's time.</param>
    /// <param name="posts">What is asked of the gateways.</param>
    /// <param name="ready">How many replicas take requests.</param>
    /// <param name="mayAct">Says, right before the target is asked, whether this scaler still leads.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ScaleTargetException">The target is in the way, or the lead is not certain.</exception>
    public async Task<ScalingDecision> LookAsync(
        DateTimeOffset now,
        DateTimeOffset measured,
        ImmutableArray<GatewayDemand> posts,
        int ready,
        Func<bool> mayAct,
        CancellationToken cancellationToken)
    {
        int desired = await target.ReadAsync(pool, cancellationToken) ?? _noted ?? pool.MinReplicas;
        ScalingDecision decision = _controller.Decide(now, measured, posts, desired, ready);
        if (!mayAct())
        {
            throw new ScaleTargetException("the lead may have gone to another scaler");
        }

        // Also when nothing changes: a target on this machine looks after processes that have ended.
        await target.SetAsync(pool, decision.Replicas, cancellationToken);
        _noted = decision.Replicas;
        return decision;
    }
}
