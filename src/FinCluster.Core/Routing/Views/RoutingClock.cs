namespace FinCluster.Core.Routing.Views;

/// <summary>The clock of routing: what load reports are stamped with, and what decisions compare them to.</summary>
public static class RoutingClock
{
    /// <summary>Reads the monotonic clock of this process. It has no meaning for another one.</summary>
    public static TimeSpan Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetElapsedTime(0);
    }
}
