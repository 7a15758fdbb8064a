using System.Collections.Immutable;
using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>Starts replicas so early that they are ready before the forecast needs them, and what is asked now when it is more.</summary>
/// <remarks>
/// Replicas are taken away only when they are not needed until they could have been drained, started again and be ready: a pause that is shorter keeps them.
/// </remarks>
public sealed class CalendarPolicy : IScalingPolicy
{
    // The slowest start that was measured is one of a few; the next may be slower.
    private const double StartMargin = 1.25;

    private readonly PoolPlan _pool;
    private readonly ReactiveSignals _signals;
    private readonly RecentMost _recent;
    private DateTimeOffset? _lastLook;

    /// <param name="pool">The pool.</param>
    /// <param name="forecast">What is expected; the policy tells it what is asked.</param>
    public CalendarPolicy(PoolPlan pool, DemandForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(forecast);
        (_pool, Forecast) = (pool, forecast);
        _signals = new ReactiveSignals(pool);
        _recent = new RecentMost(TimeSpan.FromSeconds(pool.DrainSeconds + pool.StartSeconds));
    }

    /// <summary>Gets the forecast.</summary>
    public DemandForecast Forecast { get; }

    /// <inheritdoc/>
    public ScalingWish Look(ScalingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Observe(input);
        double start = input.StartSeconds * StartMargin;
        double lead = start + _pool.ReadyBeforeSeconds;

        // A replica that is taken away has to be gone and back in time, and to be away for as long as that takes: else nothing is saved.
        double pause = _pool.DrainSeconds + lead;
        ForecastPeak soon = Forecast.Peak(input.Now, input.Now.AddSeconds(lead));
        ForecastPeak later = Forecast.Peak(input.Now, input.Now.AddSeconds(lead + pause));
        ImmutableArray<ScalingBound> signals = _signals.Look(input);
        int recent = _recent.Add(input.Now, signals.Max(bound => bound.Replicas));
        return new ScalingWish(
            [new ScalingBound(_pool.ReplicasFor(soon.TokensPerSecond), Reason("within the start-up time", soon)), .. signals],
            [
                new ScalingBound(_pool.ReplicasFor(later.TokensPerSecond), Reason("before they could come back", later)),
                new ScalingBound(recent, "so many were needed lately"),
            ])
        {
            Warnings = later.IsUnknown ? ["the calendar of a venue is not known for this year: a full trading day is assumed"] : [],
            ExpectedTokensPerSecond = Forecast.At(input.Now),
        };
    }

    private static string Reason(string when, ForecastPeak peak) =>
        $"{peak.TokensPerSecond:F0} tokens/s are expected {when}, at {peak.At.UtcDateTime:HH:mm:ss}Z in {peak.Key}";

    private void Observe(ScalingInput input)
    {
        // While no gateway is heard of, that is no sign that nobody asks.
        if (input.IsDemandKnown && _lastLook is { } last && input.Now > last)
        {
            double seconds = (input.Now - last).TotalSeconds;
            Forecast.Observe(last, Math.Min(seconds, 60), input.RecentTokensPerSecond);
        }

        _lastLook = input.Now;
    }
}
