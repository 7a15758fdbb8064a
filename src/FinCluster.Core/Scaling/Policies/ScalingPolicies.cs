using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>Makes the policy that a plan names.</summary>
public static class ScalingPolicies
{
    /// <summary>Makes a policy that has seen nothing yet.</summary>
    /// <param name="pool">The pool, of a plan that was read with the same calendar.</param>
    /// <param name="calendar">The venues' days.</param>
    public static IScalingPolicy Create(PoolPlan pool, MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(calendar);
        return pool.Policy switch
        {
            PolicyKind.Static => new StaticPolicy(pool),
            PolicyKind.Reactive => new ReactivePolicy(pool),
            PolicyKind.Schedule => new SchedulePolicy(pool, ZoneOf(pool, calendar)),
            _ => new CalendarPolicy(pool, new DemandForecast(new PhaseClock(calendar, pool.Venues), pool.BaseTokensPerSecond, pool.SafetyShare)),
        };
    }

    private static TimeZoneInfo ZoneOf(PoolPlan pool, MarketCalendar calendar) =>
        pool.Venues is [string code, ..] && calendar.TryFind(code, out Venue? venue) ? venue.TimeZone : TimeZoneInfo.Utc;
}
