namespace FinCluster.Core.Market;

/// <summary>Local wall time to instants and back.</summary>
internal static class LocalTime
{
    /// <summary>
    /// The instant of a local time. It never decreases with the local time: a time that the clocks skip is the instant at which they
    /// skip it, and of a time that they show twice it is the first. So phases that do not overlap on the wall clock do not overlap.
    /// </summary>
    public static DateTimeOffset ToInstant(TimeZoneInfo zone, DateOnly date, int minutes)
    {
        DateTime local = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    public static DateOnly DateOf(TimeZoneInfo zone, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
