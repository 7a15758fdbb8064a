using FinCluster.Core.Market;
using static FinCluster.Core.Tests.Market.BuiltIn;

namespace FinCluster.Core.Tests.Market;

public sealed class MarketCalendarTests
{
    [Theory]
    [InlineData("xshg", "SSE/SZSE")]
    [InlineData("SZSE", "SSE/SZSE")]
    [InlineData("XHKG", "HKEX")]
    [InlineData("nasdaq", "NYSE/NASDAQ")]
    [InlineData("LSE", "LSE")]
    [InlineData("XTKS", "TSE")]
    public void TryFind_AnyCode_FindsTheVenue(string code, string name)
    {
        Assert.True(Calendar.TryFind(code, out Venue? venue));
        Assert.Equal(name, venue.Name);
    }

    [Fact]
    public void TryFind_OtherCode_FindsNothing() => Assert.False(Calendar.TryFind("XPAR", out _));

    // New York is 13 hours behind Beijing in winter and 12 in summer.
    [Theory]
    [InlineData("XNYS", "2026-03-06", "22:30", "05:00")]
    [InlineData("XNYS", "2026-03-09", "21:30", "04:00")]
    [InlineData("XNYS", "2026-10-30", "21:30", "04:00")]
    [InlineData("XNYS", "2026-11-02", "22:30", "05:00")]
    [InlineData("XNYS", "2027-03-12", "22:30", "05:00")]
    [InlineData("XNYS", "2027-03-15", "21:30", "04:00")]
    [InlineData("XNYS", "2027-11-05", "21:30", "04:00")]
    [InlineData("XNYS", "2027-11-08", "22:30", "05:00")]
    [InlineData("XLON", "2026-03-27", "16:00", "00:30")]
    [InlineData("XLON", "2026-03-30", "15:00", "23:30")]
    [InlineData("XLON", "2026-10-23", "15:00", "23:30")]
    [InlineData("XLON", "2026-10-26", "16:00", "00:30")]
    [InlineData("XLON", "2027-03-25", "16:00", "00:30")]
    [InlineData("XLON", "2027-03-30", "15:00", "23:30")]
    [InlineData("XLON", "2027-10-29", "15:00", "23:30")]
    [InlineData("XLON", "2027-11-01", "16:00", "00:30")]
    public void Day_AroundDaylightSaving_MovesInBeijingTime(string code, string date, string start, string end)
    {
        MarketPhase core = Day(code, date).Phases.Single(phase => phase.Kind == PhaseKind.Continuous);

        Assert.Equal((start, end), (InBeijing(core.Start), InBeijing(core.End)));
        Assert.Equal(TimeSpan.Zero, core.Start.Offset);
    }

    [Theory]
    [InlineData("XSHG", "2026-11-23 09:14", PhaseKind.Closed, "2026-11-20 15:30", "2026-11-23 09:15")]
    [InlineData("XSHG", "2026-11-23 09:15", PhaseKind.OpeningAuction, "2026-11-23 09:15", "2026-11-23 09:25")]
    [InlineData("XSHG", "2026-11-23 09:27", PhaseKind.Quiet, "2026-11-23 09:25", "2026-11-23 09:30")]
    [InlineData("XSHG", "2026-11-23 11:30", PhaseKind.Lunch, "2026-11-23 11:30", "2026-11-23 13:00")]
    [InlineData("XSHG", "2026-11-23 14:59", PhaseKind.ClosingAuction, "2026-11-23 14:57", "2026-11-23 15:00")]
    [InlineData("XSHG", "2026-11-23 15:02", PhaseKind.Quiet, "2026-11-23 15:00", "2026-11-23 15:05")]
    [InlineData("XSHG", "2026-11-23 15:29", PhaseKind.AfterHours, "2026-11-23 15:05", "2026-11-23 15:30")]
    [InlineData("XSHG", "2026-11-23 15:30", PhaseKind.Closed, "2026-11-23 15:30", "2026-11-24 09:15")]
    [InlineData("XSHG", "2026-07-03 15:10", PhaseKind.Closed, "2026-07-03 15:00", "2026-07-06 09:15")]
    [InlineData("XSHG", "2026-10-03 10:00", PhaseKind.Closed, "2026-09-30 15:30", "2026-10-08 09:15")]
    [InlineData("XHKG", "2026-11-23 12:30", PhaseKind.Lunch, "2026-11-23 12:00", "2026-11-23 13:00")]
    [InlineData("XHKG", "2026-12-24 12:30", PhaseKind.Closed, "2026-12-24 12:10", "2026-12-28 09:00")]
    [InlineData("XTKS", "2026-11-24 10:45", PhaseKind.Lunch, "2026-11-24 10:30", "2026-11-24 11:30")]
    public void At_BeijingTime_SaysPhaseAndItsBounds(string code, string time, PhaseKind phase, string start, string end)
    {
        MarketMoment moment = Calendar.At(Venue(code), Beijing(time));

        Assert.Equal((phase, Beijing(start), Beijing(end)), (moment.Phase, moment.PhaseStart, moment.PhaseEnd));
    }

    // What Beijing calls Tuesday morning is still Monday's session in New York, and Saturday morning Friday's.
    [Theory]
    [InlineData("XNYS", "2026-11-24 02:00", "2026-11-23", DayKind.Full, PhaseKind.Continuous)]
    [InlineData("XNYS", "2026-11-24 06:00", "2026-11-23", DayKind.Full, PhaseKind.PostMarket)]
    [InlineData("XNYS", "2026-11-28 01:59", "2026-11-27", DayKind.Half, PhaseKind.Continuous)]
    [InlineData("XNYS", "2026-11-28 02:00", "2026-11-27", DayKind.Half, PhaseKind.PostMarket)]
    [InlineData("XNYS", "2026-11-21 04:30", "2026-11-20", DayKind.Full, PhaseKind.Continuous)]
    [InlineData("XNYS", "2026-11-27 02:00", "2026-11-26", DayKind.Closed, PhaseKind.Closed)]
    [InlineData("XLON", "2026-11-24 00:15", "2026-11-23", DayKind.Full, PhaseKind.Continuous)]
    [InlineData("XSHG", "2027-02-08 10:00", "2027-02-08", DayKind.Unknown, PhaseKind.Continuous)]
    public void At_SessionBehindBeijingMidnight_BelongsToTheExchangesDate(string code, string time, string date, DayKind kind, PhaseKind phase)
    {
        MarketMoment moment = Calendar.At(Venue(code), Beijing(time));

        Assert.Equal((Date(date), kind, phase), (moment.Date, moment.Day, moment.Phase));
    }

    [Theory]
    [InlineData("XSHG", "2026-11-22 12:00", "2026-11-23 09:15")]
    [InlineData("XSHG", "2026-11-23 09:14", "2026-11-23 09:15")]
    [InlineData("XSHG", "2026-11-23 09:15", "2026-11-24 09:15")]
    [InlineData("XSHG", "2026-11-23 12:00", "2026-11-24 09:15")]
    [InlineData("XSHG", "2026-09-30 16:00", "2026-10-08 09:15")]
    [InlineData("XSHG", "2026-12-31 16:00", "2027-01-04 09:15")]
    [InlineData("XSHG", "2027-09-30 16:00", "2027-10-01 09:15")]
    [InlineData("XHKG", "2026-11-22 12:00", "2026-11-23 09:00")]
    [InlineData("XNYS", "2026-11-24 02:00", "2026-11-24 22:30")]
    [InlineData("XNYS", "2026-11-26 12:00", "2026-11-27 22:30")]
    [InlineData("XLON", "2026-11-23 12:00", "2026-11-23 15:50")]
    [InlineData("XTKS", "2026-11-22 12:00", "2026-11-24 08:00")]
    public void NextOpen_IsTheAuctionElseTheCoreSession(string code, string after, string open) =>
        Assert.Equal(Beijing(open), Calendar.NextOpen(Venue(code), Beijing(after)));

    [Fact]
    public void NextOpen_BehindTheLastYear_IsNull()
    {
        Assert.NotNull(Calendar.NextOpen(Venue("XSHG"), new DateTimeOffset(2200, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Null(Calendar.NextOpen(Venue("XSHG"), new DateTimeOffset(2200, 12, 31, 12, 0, 0, TimeSpan.Zero)));
        Assert.Null(Calendar.NextOpen(Venue("XSHG"), DateTimeOffset.MaxValue));
    }

    [Fact]
    public void At_FarFromAllPhases_HasOpenBounds()
    {
        MarketMoment first = Calendar.At(Venue("XSHG"), DateTimeOffset.MinValue);
        MarketMoment last = Calendar.At(Venue("XNYS"), DateTimeOffset.MaxValue);

        Assert.Equal((PhaseKind.Closed, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), (first.Phase, first.PhaseStart, first.PhaseEnd));
        Assert.Equal((PhaseKind.Closed, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), (last.Phase, last.PhaseStart, last.PhaseEnd));
    }

    [Fact]
    public void Phases_Range_AreCutToItAndSkipClosedTime()
    {
        Venue venue = Venue("XSHG");

        MarketPhase[] phases = [.. Calendar.Phases(venue, Beijing("2026-11-20 14:58"), Beijing("2026-11-23 09:20"))];

        Assert.Equal(
            [
                new MarketPhase(PhaseKind.ClosingAuction, Beijing("2026-11-20 14:58"), Beijing("2026-11-20 15:00")),
                new MarketPhase(PhaseKind.Quiet, Beijing("2026-11-20 15:00"), Beijing("2026-11-20 15:05")),
                new MarketPhase(PhaseKind.AfterHours, Beijing("2026-11-20 15:05"), Beijing("2026-11-20 15:30")),
                new MarketPhase(PhaseKind.OpeningAuction, Beijing("2026-11-23 09:15"), Beijing("2026-11-23 09:20")),
            ],
            phases);
        Assert.Empty(Calendar.Phases(venue, Beijing("2026-11-23 10:00"), Beijing("2026-11-23 10:00")));
    }

    [Fact]
    public void Warnings_UnknownYears_AreNamedAndKnownOnesNot()
    {
        Assert.Empty(Calendar.Warnings(Date("2026-01-01"), Date("2026-12-31")));

        string[] warnings = [.. Calendar.Warnings(Date("2026-11-22"), Date("2027-01-31"))];

        Assert.Equal(2, warnings.Length);
        Assert.StartsWith("SSE/SZSE 2027: the closures are not known", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("TSE 2027: the closures are not known", warnings[1], StringComparison.Ordinal);
        Assert.Equal(Calendar.Venues.Length, Calendar.Warnings(Date("2028-01-01"), Date("2028-01-01")).Length);
    }

    [Fact]
    public void Venue_OfAnotherCalendar_StandsForTheOneWithItsCode()
    {
        MarketCalendar other = MarketCalendarReader.Read(CalendarText.With("\"closures\": []", "\"closures\": [\"2026-11-23\"]"));
        Assert.True(other.TryFind("XNYS", out Venue? others));

        Assert.Equal(DayKind.Closed, other.Day(Venue("XNYS"), Date("2026-11-23")).Kind);
        Assert.Equal(DayKind.Full, Calendar.Day(others, Date("2026-11-23")).Kind);
        Assert.Throws<ArgumentException>(() => other.Day(Venue("XSHG"), Date("2026-11-23")));
    }

    private static string InBeijing(DateTimeOffset instant) => BuiltIn.Local(Venue("XSHG"), instant)[11..];
}
