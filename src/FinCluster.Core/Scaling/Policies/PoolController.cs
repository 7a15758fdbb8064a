using System.Collections.Immutable;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>All that decides about one pool: the rates, the start-up times, the policy and its limits. One user at a time.</summary>
public sealed class PoolController
{
    private readonly DemandMeter _meter;
    private readonly StartTimes _starts;
    private PoolScaler _scaler;
    private IScalingPolicy _policy;

    /// <param name="pool">The pool.</param>
    /// <param name="calendar">The venues' days.</param>
    public PoolController(PoolPlan pool, MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Pool = pool;
        _meter = new DemandMeter(pool.Model, pool.TokensPerAnswer);
        _starts = new StartTimes(pool.StartSeconds);
        _policy = ScalingPolicies.Create(pool, calendar);
        _scaler = new PoolScaler(pool, _policy);
    }

    /// <summary>Gets the pool.</summary>
    public PoolPlan Pool { get; }

    /// <summary>Decides how many replicas the pool should have.</summary>
    /// <param name="now">The time, by which the markets go.</param>
    /// <param name="measured">The time by which rates are measured; another one only where a day is rehearsed at another speed.</param>
    /// <param name="posts">What is asked of the gateways.</param>
    /// <param name="desired">How many replicas are asked for now.</param>
    /// <param name="ready">How many take requests.</param>
    public ScalingDecision Decide(DateTimeOffset now, DateTimeOffset measured, ImmutableArray<GatewayDemand> posts, int desired, int ready)
    {
        DemandReading demand = _meter.Observe(measured, posts);
        _starts.Observe(now, desired, ready);
        return _scaler.Decide(new ScalingInput
        {
            Now = now,
            Desired = desired,
            Ready = ready,
            IsDemandKnown = !posts.IsEmpty,
            TokensPerSecond = demand.TokensPerSecond,
            RecentTokensPerSecond = demand.RecentTokensPerSecond,
            QueuedTokens = demand.QueuedTokens,
            RunningRequests = demand.RunningRequests,
            TtftP99 = demand.TtftP99,
            KvPressure = demand.KvPressure,
            StartSeconds = _starts.Seconds,
        });
    }

    /// <summary>Goes on with another calendar; what was learned stays.</summary>
    public void Follow(MarketCalendar calendar)
    {
        string? memory = Remember();
        _policy = ScalingPolicies.Create(Pool, calendar);
        _scaler = new PoolScaler(Pool, _policy);
        if (memory is not null)
        {
            Restore(memory);
        }
    }

    /// <summary>Takes down what was learned, for the one that takes over; null for a policy that learns nothing.</summary>
    public string? Remember() => _policy is CalendarPolicy calendar
        ? PoolMemory.Format(new PoolMemory(DemandForecastText.Format(calendar.Forecast), [.. _starts.Measurements]))
        : null;

    /// <summary>Puts back what was learned.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Remember"/> has taken down.</exception>
    public void Restore(string memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (_policy is not CalendarPolicy calendar)
        {
            return;
        }

        PoolMemory learned = PoolMemory.Parse(memory);
        DemandForecastText.Restore(calendar.Forecast, learned.Forecast);
        _starts.Restore(learned.Starts);
    }
}
