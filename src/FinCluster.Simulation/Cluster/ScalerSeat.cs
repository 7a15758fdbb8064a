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
    private const double NoteSeconds = 60;

    private PoolScaler? _scaler = new(pool, policy);
    private StartTimes _starts = new(pool.StartSeconds);
    private string? _note;
    private double _notedAt = double.NegativeInfinity;

    /// <summary>Gets when the scaler dies and when another one takes over, in seconds; null for never.</summary>
    public (double From, double Until)? Killed { get; init; }

    /// <summary>Gets how often another number was asked for.</summary>
    public int Changes { get; private set; }

    /// <summary>Decides how many replicas there are.</summary>
    public int Decide(double seconds, ScalingInput input)
    {
        if (Killed is { } killed && seconds >= killed.From && seconds < killed.Until)
        {
            _scaler = null;
            return input.Desired;
        }

        _scaler ??= TakeOver();
        _starts.Observe(input.Now, input.Desired, input.Ready);
        ScalingDecision decision = _scaler.Decide(input with { StartSeconds = _starts.Seconds });
        Changes += decision.IsChange ? 1 : 0;
        if (Killed is not null && policy is CalendarPolicy calendar && seconds >= _notedAt + NoteSeconds)
        {
            (_note, _notedAt) = (DemandForecastText.Format(calendar.Forecast), seconds);
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

        (policy, _starts) = (next, new StartTimes(pool.StartSeconds));
        return new PoolScaler(pool, next);
    }
}
