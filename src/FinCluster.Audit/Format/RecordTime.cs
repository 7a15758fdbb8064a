namespace FinCluster.Audit.Format;

/// <summary>Times of records: microseconds since 1970.</summary>
internal static class RecordTime
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const long MicrosecondsPerDay = TimeSpan.TicksPerDay / TicksPerMicrosecond;

    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The last time that has a day.</summary>
    private static readonly long Last = (DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TicksPerMicrosecond;

    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, 0, Last) * TicksPerMicrosecond);

    /// <summary>The UTC day.</summary>
    public static DateOnly DayOf(long microseconds) => DateOnly.FromDayNumber(Epoch + (int)(Math.Clamp(microseconds, 0, Last) / MicrosecondsPerDay));
}
