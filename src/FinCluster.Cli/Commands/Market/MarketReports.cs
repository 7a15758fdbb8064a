using System.Text.Json;
using FinCluster.Core.Market;

namespace FinCluster.Cli.Commands.Market;

/// <summary>Makes reports of a calendar.</summary>
internal static class MarketReports
{
    /// <summary>What venues do at an instant, and their days.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="venues">Which of its venues.</param>
    /// <param name="at">The instant.</param>
    /// <param name="first">The first date; null for each venue's own at the instant.</param>
    /// <param name="days">How many dates.</param>
    public static MarketReport Of(MarketCalendar calendar, IReadOnlyList<Venue> venues, DateTimeOffset at, DateOnly? first, int days)
    {
        var reports = new List<VenueReport>();
        var warnings = new List<string>();
        foreach (Venue venue in venues)
        {
            MarketMoment moment = calendar.At(venue, at);
            DateOnly from = first ?? moment.Date;
            DateOnly to = DateOnly.FromDayNumber(Math.Min(from.DayNumber + days - 1, DateOnly.MaxValue.DayNumber));
            DateTimeOffset? open = calendar.NextOpen(venue, at);
            TradingDay[] shown = [.. Enumerable.Range(from.DayNumber, to.DayNumber - from.DayNumber + 1).Select(day => calendar.Day(venue, DateOnly.FromDayNumber(day)))];
            reports.Add(new VenueReport(
                venue.Name, venue.Codes, venue.TimeZone.Id, OfMoment(venue, moment, at), open is { } next ? BeijingTime.Of(next) : null, [.. shown.Select(day => OfDay(venue, day))]));
            DateOnly[] told = [moment.Date, from, to, open is { } date ? DateOnly.FromDateTime(Local(venue, date).Date) : from];
            warnings.AddRange(told.Select(date => date.Year).Distinct().Order().SelectMany(year => calendar.Warnings(venue, new(year, 1, 1), new(year, 1, 1))));
        }

        return new MarketReport(BeijingTime.Of(at), reports, warnings);
    }

    /// <summary>A name as it is in a calendar's file.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static VenueMomentReport OfMoment(Venue venue, MarketMoment moment, DateTimeOffset at) => new(
        Local(venue, at),
        moment.Date,
        Name(moment.Day),
        Name(moment.Status),
        Name(moment.Phase),
        moment.Day == DayKind.Unknown,
        moment.PhaseStart == DateTimeOffset.MinValue ? null : BeijingTime.Of(moment.PhaseStart),
        moment.PhaseEnd == DateTimeOffset.MaxValue ? null : BeijingTime.Of(moment.PhaseEnd));

    private static VenueDayReport OfDay(Venue venue, TradingDay day) => new(
        day.Date,
        Name(day.Kind),
        Name(day.Status),
        day.IsMakeUpWorkday,
        [
            .. day.Phases.Select(phase => new VenuePhaseReport(
                Name(phase.Kind), Local(venue, phase.Start), Local(venue, phase.End), Local(venue, phase.EarliestEnd), BeijingTime.Of(phase.Start), BeijingTime.Of(phase.End))),
        ]);

    private static DateTimeOffset Local(Venue venue, DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, venue.TimeZone);
}
