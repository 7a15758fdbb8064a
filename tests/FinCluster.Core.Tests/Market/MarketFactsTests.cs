using FinCluster.Core.Market;
using static FinCluster.Core.Tests.Market.BuiltIn;

namespace FinCluster.Core.Tests.Market;

/// <summary>What is published about the exchanges, against the calendar that the program carries.</summary>
public sealed class MarketFactsTests
{
    [Theory]
    [InlineData("XSHG", 2026, 242)]
    [InlineData("XSHE", 2026, 242)]
    [InlineData("XHKG", 2026, 247)]
    [InlineData("XHKG", 2027, 248)]
    [InlineData("XNYS", 2026, 251)]
    [InlineData("XNAS", 2027, 251)]
    [InlineData("XLON", 2026, 253)]
    [InlineData("XLON", 2027, 253)]
    [InlineData("XTKS", 2026, 242)]
    public void Year_Sessions_AreAsManyAsPublished(string code, int year, int sessions)
    {
        TradingDay[] days = [.. DaysOf(code, year)];

        Assert.Equal(sessions, days.Count(day => day.Kind is DayKind.Full or DayKind.Half));
        Assert.Equal(sessions, Venue(code).Years.Single(known => known.Year == year).Sessions);
        Assert.All(days, day => Assert.Equal(day.Kind == DayKind.Closed, day.Phases.IsEmpty));
    }

    [Theory]
    [InlineData("XSHG", 2026, YearStatus.Official)]
    [InlineData("XSHG", 2027, YearStatus.Unknown)]
    [InlineData("XHKG", 2026, YearStatus.Official)]
    [InlineData("XHKG", 2027, YearStatus.Derived)]
    [InlineData("XNYS", 2027, YearStatus.Official)]
    [InlineData("XLON", 2026, YearStatus.Derived)]
    [InlineData("XTKS", 2026, YearStatus.Derived)]
    [InlineData("XTKS", 2027, YearStatus.Unknown)]
    [InlineData("XNYS", 2025, YearStatus.Unknown)]
    [InlineData("XNYS", 2028, YearStatus.Unknown)]
    public void Year_Status_SaysHowWellItIsKnown(string code, int year, YearStatus status) => Assert.Equal(status, Venue(code).StatusOf(year));

    [Theory]
    [InlineData("XHKG", "2026-02-16", "12:00")]
    [InlineData("XHKG", "2026-12-24", "12:00")]
    [InlineData("XHKG", "2026-12-31", "12:00")]
    [InlineData("XHKG", "2027-02-05", "12:00")]
    [InlineData("XHKG", "2027-12-24", "12:00")]
    [InlineData("XHKG", "2027-12-31", "12:00")]
    [InlineData("XNYS", "2026-11-27", "13:00")]
    [InlineData("XNYS", "2026-12-24", "13:00")]
    [InlineData("XNYS", "2027-11-26", "13:00")]
    [InlineData("XLON", "2026-12-24", "12:30")]
    [InlineData("XLON", "2026-12-31", "12:30")]
    [InlineData("XLON", "2027-12-24", "12:30")]
    [InlineData("XLON", "2027-12-31", "12:30")]
    public void HalfDay_ContinuousTrading_EndsEarly(string code, string date, string close)
    {
        TradingDay day = Day(code, date);

        Assert.Equal(DayKind.Half, day.Kind);
        Assert.Equal($"{date} {close}", Local(Venue(code), day.Phases.Last(phase => phase.Kind == PhaseKind.Continuous).End));
    }

    [Fact]
    public void HalfDays_OfAllVenues_AreTheseAlone() =>
        Assert.Equal(13, Calendar.Venues.Sum(venue => venue.Years.Sum(year => year.HalfDays.Length)));

    [Theory]
    [InlineData("XSHG", "2018-08-20", "OpeningAuction 09:15-09:25, Quiet 09:25-09:30, Continuous 09:30-11:30, Lunch 11:30-13:00, Continuous 13:00-14:57, ClosingAuction 14:57-15:00")]
    [InlineData("XSHG", "2026-07-03", "OpeningAuction 09:15-09:25, Quiet 09:25-09:30, Continuous 09:30-11:30, Lunch 11:30-13:00, Continuous 13:00-14:57, ClosingAuction 14:57-15:00")]
    [InlineData("XSHE", "2026-07-06", "OpeningAuction 09:15-09:25, Quiet 09:25-09:30, Continuous 09:30-11:30, Lunch 11:30-13:00, Continuous 13:00-14:57, ClosingAuction 14:57-15:00, Quiet 15:00-15:05, AfterHours 15:05-15:30")]
    [InlineData("XHKG", "2026-11-23", "OpeningAuction 09:00-09:30, Continuous 09:30-12:00, Lunch 12:00-13:00, Continuous 13:00-16:00, ClosingAuction 16:00-16:10")]
    [InlineData("XHKG", "2026-12-24", "OpeningAuction 09:00-09:30, Continuous 09:30-12:00, ClosingAuction 12:00-12:10")]
    [InlineData("XNAS", "2026-11-23", "PreMarket 04:00-09:30, Continuous 09:30-16:00, PostMarket 16:00-20:00")]
    [InlineData("XNYS", "2026-11-27", "PreMarket 04:00-09:30, Continuous 09:30-13:00, PostMarket 13:00-17:00")]
    [InlineData("XLON", "2026-11-23", "OpeningAuction 07:50-08:00, Continuous 08:00-16:30, ClosingAuction 16:30-16:35")]
    [InlineData("XLON", "2026-12-24", "OpeningAuction 07:50-08:00, Continuous 08:00-12:30, ClosingAuction 12:30-12:35")]
    [InlineData("XTKS", "2024-11-01", "Continuous 09:00-11:30, Lunch 11:30-12:30, Continuous 12:30-15:00")]
    [InlineData("XTKS", "2024-11-05", "Continuous 09:00-11:30, Lunch 11:30-12:30, Continuous 12:30-15:25, ClosingAuction 15:25-15:30")]
    public void Day_Phases_AreThoseOfItsTimetable(string code, string date, string phases) =>
        Assert.Equal(phases, string.Join(", ", LocalPhases(Venue(code), Day(code, date))));

    [Theory]
    [InlineData("XHKG", "2026-11-23", "2026-11-23 16:08")]
    [InlineData("XHKG", "2026-12-24", "2026-12-24 12:08")]
    [InlineData("XLON", "2026-11-23", "2026-11-23 16:35")]
    public void ClosingAuction_EarliestEnd_IsBeforeTheEndWhereItIsRandom(string code, string date, string earliest) =>
        Assert.Equal(earliest, Local(Venue(code), Day(code, date).Phases.Single(phase => phase.Kind == PhaseKind.ClosingAuction).EarliestEnd));

    [Theory]
    [InlineData("2026-01-04")]
    [InlineData("2026-02-14")]
    [InlineData("2026-02-28")]
    [InlineData("2026-05-09")]
    [InlineData("2026-09-20")]
    [InlineData("2026-10-10")]
    public void MakeUpWorkday_Shanghai_IsClosed(string date)
    {
        TradingDay day = Day("XSHG", date);

        Assert.Equal((DayKind.Closed, true), (day.Kind, day.IsMakeUpWorkday));
        Assert.Equal(PhaseKind.Closed, Calendar.At(Venue("XSHG"), Beijing($"{date} 10:00")).Phase);
    }

    [Theory]
    [InlineData("XTKS", "2026-11-23", DayKind.Closed)]
    [InlineData("XNYS", "2026-11-26", DayKind.Closed)]
    [InlineData("XSHG", "2026-11-22", DayKind.Closed)]
    [InlineData("XSHG", "2026-11-23", DayKind.Full)]
    [InlineData("XSHG", "2026-02-23", DayKind.Closed)]
    [InlineData("XSHG", "2026-02-24", DayKind.Full)]
    [InlineData("XSHG", "2026-10-08", DayKind.Full)]
    [InlineData("XSHG", "2027-01-01", DayKind.Closed)]
    [InlineData("XSHG", "2027-01-02", DayKind.Closed)]
    [InlineData("XSHG", "2027-01-04", DayKind.Unknown)]
    [InlineData("XSHG", "2027-10-01", DayKind.Unknown)]
    [InlineData("XTKS", "2027-01-01", DayKind.Unknown)]
    [InlineData("XHKG", "2026-07-01", DayKind.Closed)]
    [InlineData("XLON", "2026-12-28", DayKind.Closed)]
    [InlineData("XNYS", "2027-12-24", DayKind.Closed)]
    [InlineData("XNYS", "1889-12-31", DayKind.Unknown)]
    [InlineData("XNYS", "9999-12-31", DayKind.Unknown)]
    public void Day_Kind_IsThatOfTheDate(string code, string date, DayKind kind) => Assert.Equal(kind, Day(code, date).Kind);

    private static IEnumerable<TradingDay> DaysOf(string code, int year) =>
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(i => Calendar.Day(Venue(code), new DateOnly(year, 1, 1).AddDays(i)));
}
