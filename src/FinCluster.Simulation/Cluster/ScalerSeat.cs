using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Simulation.Cluster;

/// <summary>The scaler of a pool, the real one, and who comes after it when it is killed. One user at a time.</summary>
/// <param name="pool">The pool.</param>
/// <param name="policy">What decides, with what it has learned.</param>
/// <param name="successor">Makes the policy of a process that takes over, before it has read what was noted.</param>
internal sealed class ScalerSeat(PoolPlan pool, IScalingPolicy policy, Func<IScalingPolicy> successor)
{
    // A leader notes what it has learned so often.
    private const double NoteSeconds = 30;

    // An open asks for several times as many; what the night asks for is less.
    private const double MuchMore = 2.5;

    private PoolScaler? _scaler = new(pool, policy);
    private StartTimes _starts = new(pool.StartSeconds);
    private string? _note;
    private double[] _notedStarts = [];
    private double _notedAt = double.NegativeInfinity;
    private double _aliveFrom = double.NaN;

    /// <summary>Gets how the scaler dies; null when it does not.</summary>
    public ScalerDeath? Death { get; init; }

    /// <summary>Gets how often another number was asked for.</summary>
    public int Changes { get; private set; }

    /// <summary>Decides how many replicas there are.</summary>
    public int Decide(double seconds, ScalingInput input)
    {
        if (Death is { DiesAsking: false } death && seconds >= death.From && double.IsNaN(_aliveFrom))
        {
            _aliveFrom = seconds + death.LeaseSeconds;
        }

        if (seconds < _aliveFrom)
        {
            _scaler = null;
            return input.Desired;
        }

        _scaler ??= TakeOver();
        _starts.Observe(input.Now, input.Desired, input.Ready);
        ScalingDecision decision = _scaler.Decide(input with { StartSeconds = _starts.Seconds });
        if (Death is { DiesAsking: true } asking && seconds >= asking.From && double.IsNaN(_aliveFrom) && decision.Replicas >= MuchMore * input.Desired)
        {
            _aliveFrom = seconds + asking.LeaseSeconds;
            return input.Desired;
        }

        Changes += decision.IsChange ? 1 : 0;
        if (Death is not null && seconds >= _notedAt + NoteSeconds)
        {
            _note = policy is CalendarPolicy calendar ? DemandForecastText.Format(calendar.Forecast) : null;
            (_notedStarts, _notedAt) = ([.. _starts.Measurements], seconds);
        }

        return decision.Replicas;
    }

    private PoolScaler TakeOver()
    {
        IScalingPolicy next = successor();
        if (next is CalendarPolicy calendar && _note is not null)
        {
            DemandForecastText.Restore(calendar.Forecast, _note);
        }

        policy = next;
        _starts = new StartTimes(pool.StartSeconds);
        _starts.Restore(_notedStarts);
        return new PoolScaler(pool, next);
    }
}
