namespace FinCluster.Core.Tenants;

/// <summary>A moment as a ledger's backend sees it.</summary>
/// <param name="Micros">Microseconds on a clock that only the backend's calls compare; it need not be the wall clock.</param>
/// <param name="Month">The calendar month of UTC, as year times 100 plus month.</param>
/// <param name="MonthLeftMicros">How long the month still lasts.</param>
public readonly record struct LedgerTime(long Micros, int Month, long MonthLeftMicros)
{
    /// <summary>Puts a reading of a clock and the date together.</summary>
    public static LedgerTime From(TimeSpan clock, DateTimeOffset utc)
    {
        DateTimeOffset day = utc.ToUniversalTime();
        DateTimeOffset next = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        return new LedgerTime(ToMicros(clock), MonthOf(day), ToMicros(next - day));
    }

    /// <summary>Names the month of a date.</summary>
    public static int MonthOf(DateTimeOffset utc) => (utc.UtcDateTime.Year * 100) + utc.UtcDateTime.Month;

    /// <summary>Counts whole microseconds.</summary>
    public static long ToMicros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
