using System.Globalization;
using FinCluster.Core.Market;

namespace FinCluster.Core.Tests.Market;

/// <summary>The program's calendar, with dates and times as tests write them.</summary>
internal static class BuiltIn
{
    public static MarketCalendar Calendar => MarketCalendar.BuiltIn;

    public static Venue Venue(string code) => Calendar.TryFind(code, out Venue? venue) ? venue : throw new ArgumentException(code);

    public static DateOnly Date(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static TradingDay Day(string code, string date) => Calendar.Day(Venue(code), Date(date));

    /// <summary>A Beijing time.</summary>
    public static DateTimeOffset Beijing(string time) =>
        new(DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    /// <summary>The local time of an instant at a venue.</summary>
    public static string Local(Venue venue, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, venue.TimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day's phases in the venue's local time, as <c>Continuous 09:30-11:30</c>.</summary>
    public static string[] LocalPhases(Venue venue, TradingDay day) =>
        [.. day.Phases.Select(phase => $"{phase.Kind} {Local(venue, phase.Start)[11..]}-{Local(venue, phase.End)[11..]}")];
}
