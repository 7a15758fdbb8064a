using System.Collections.Immutable;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Scenarios;

/// <summary>Makes the plans that are compared: one pool, decided in several ways.</summary>
/// <param name="venue">Where it is asked about.</param>
/// <param name="calendar">The venue's days.</param>
/// <param name="outputTokens">The mean answer.</param>
internal sealed class PoolPlans(Venue venue, MarketCalendar calendar, double outputTokens)
{
    private static readonly ImmutableArray<DayOfWeek> Weekdays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private static readonly ImmutableArray<DayOfWeek> Weekends = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Makes a pool that suits an engine and a demand.</summary>
    public PoolPlan Default(SimulationOptions options, double ratedTokensPerSecond, double meanRequestsPerSecond, double peakRequestsPerSecond)
    {
        EngineProfile engine = options.Engine;
        var pool = new PoolPlan
        {
            TargetUtilization = options.TargetUtilization,
            SafetyShare = options.SafetyShare,
            Name = "simulated",
            Model = "simulated",
            Venues = [venue.Codes[0]],
            MaxReplicas = 1,
            TokensPerSecond = ratedTokensPerSecond,
            StartSeconds = engine.StartSeconds,
            DrainSeconds = engine.DrainSeconds,
            BaseTokensPerSecond = meanRequestsPerSecond * outputTokens,
            CostPerHour = 1,
        };

        // Room for a day of three times the largest that was seen: what limits a policy is to be the policy.
        return pool with { MaxReplicas = Math.Max(4, 3 * NeededBy(pool, peakRequestsPerSecond)) };
    }

    /// <summary>Counts the replicas that a demand needs in a pool.</summary>
    public int NeededBy(PoolPlan pool, double requestsPerSecond) =>
        Math.Clamp(pool.ReplicasFor(requestsPerSecond * outputTokens), Math.Max(1, pool.MinReplicas), 100_000);

    /// <summary>Makes the plan of a policy.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="policy">What decides.</param>
    /// <param name="history">What was asked on the days before, and on the measured ones if nothing is unusual about them.</param>
    /// <param name="start">When the history begins.</param>
    public PoolPlan Of(PoolPlan pool, PolicyKind policy, TraceFacts history, DateTimeOffset start) => policy switch
    {
        PolicyKind.Static => pool with { Policy = policy, MaxReplicas = NeededBy(pool, history.MostPerSecond.Max()), MinReplicas = 0, WarmReplicas = 0 },
        PolicyKind.Schedule => pool with { Policy = policy, Schedule = ScheduleOf(pool, history, start), WarmReplicas = 0 },
        _ => pool with { Policy = policy },
    };

    // What an operator would write who knows the hours of the market and the largest day of the last weeks: a number for each part of the day.
    private ImmutableArray<ScheduleEntry> ScheduleOf(PoolPlan pool, TraceFacts history, DateTimeOffset start)
    {
        int[] bounds = Bounds(start);
        int[] needed = new int[bounds.Length];
        int weekend = 1;
        for (int minute = 0; minute < history.MostPerSecond.Length; minute++)
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(start.AddMinutes(minute), venue.TimeZone);
            int replicas = NeededBy(pool, history.MostPerSecond[minute]);
            if (Weekends.Contains(local.DayOfWeek))
            {
                weekend = Math.Max(weekend, replicas);
            }
            else
            {
                int part = Array.FindLastIndex(bounds, bound => bound <= (int)local.TimeOfDay.TotalMinutes);
                needed[part] = Math.Max(needed[part], replicas);
            }
        }

        var entries = new List<ScheduleEntry> { new(TimeOnly.MinValue, weekend) { Days = Weekends } };
        int lead = (int)Math.Ceiling(((pool.StartSeconds * 1.25) + pool.ReadyBeforeSeconds) / 60);
        for (int part = 0; part < bounds.Length; part++)
        {
            bool rises = part > 0 && needed[part] > needed[part - 1];
            int at = rises ? Math.Max(bounds[part] - lead, bounds[part - 1] + 1) : bounds[part];
            entries.Add(new ScheduleEntry(TimeOnly.MinValue.AddMinutes(at), Math.Min(needed[part], pool.MaxReplicas)) { Days = Weekdays });
        }

        return [.. entries];
    }

    // The parts of a trading day, in minutes of the day: night, morning, the opening with its first half hour, the market's sessions and pauses, evening.
    private int[] Bounds(DateTimeOffset start)
    {
        TradingDay? day = Enumerable.Range(0, 30)
            .Select(ahead => calendar.Day(venue, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, venue.TimeZone).Date).AddDays(ahead)))
            .FirstOrDefault(one => one.Kind is DayKind.Full or DayKind.Unknown);
        var bounds = new SortedSet<int> { 0, 7 * 60, 20 * 60 };
        foreach (MarketPhase phase in day?.Phases ?? [])
        {
            if (phase.Kind is PhaseKind.OpeningAuction or PhaseKind.Continuous or PhaseKind.Lunch or PhaseKind.AfterHours)
            {
                bounds.Add(MinuteOf(phase.Start));
            }
        }

        if (day?.Phases.FirstOrDefault(phase => phase.Kind == PhaseKind.Continuous) is { } first)
        {
            bounds.Add(MinuteOf(first.Start.AddMinutes(30)));
            bounds.Add(MinuteOf(day.Phases[^1].End));
        }

        return [.. bounds];
    }

    private int MinuteOf(DateTimeOffset instant) => (int)TimeZoneInfo.ConvertTime(instant, venue.TimeZone).TimeOfDay.TotalMinutes;
}
