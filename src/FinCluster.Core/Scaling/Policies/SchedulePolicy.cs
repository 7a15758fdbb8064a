using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>So many replicas as the newest entry of a daily schedule says, as a cron trigger would.</summary>
/// <param name="pool">The pool, with a schedule.</param>
/// <param name="zone">In which the times are.</param>
public sealed class SchedulePolicy(PoolPlan pool, TimeZoneInfo zone) : IScalingPolicy
{
    /// <inheritdoc/>
    public ScalingWish Look(ScalingInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DateTime local = TimeZoneInfo.ConvertTime(input.Now, zone).DateTime;
        (ScheduleEntry Entry, DateTime At) newest = Enumerable.Range(0, 8)
            .SelectMany(back => pool.Schedule.Where(entry => entry.Days.IsEmpty || entry.Days.Contains(local.AddDays(-back).DayOfWeek))
                .Select(entry => (Entry: entry, At: local.Date.AddDays(-back) + entry.From.ToTimeSpan())))
            .Where(one => one.At <= local)
            .OrderByDescending(one => one.At)
            .FirstOrDefault();
        ScalingBound bound = newest.Entry is null
            ? new ScalingBound(pool.MinReplicas, "no entry of the schedule has begun")
            : new ScalingBound(newest.Entry.Replicas, $"the schedule since {newest.At:yyyy-MM-dd HH:mm}");
        return new ScalingWish([bound], [bound]);
    }
}
