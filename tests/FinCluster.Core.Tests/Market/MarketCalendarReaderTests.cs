using FinCluster.Core.Market;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Market;

public sealed class MarketCalendarReaderTests
{
    private const string Continuous = """{ "start": "09:30", "end": "16:00", "kind": "continuous" }""";
    private const string HalfContinuous = """{ "start": "09:30", "end": "13:00", "kind": "continuous" }""";
    private const string Timetable = "\"timetables\": [";
    private const string Years = "\"years\": [";

    [Fact]
    public void Read_SessionOfTheEveningBefore_BelongsToTheNextTradingDay()
    {
        MarketCalendar calendar = MarketCalendarReader.Read(CalendarText.Good);
        Assert.True(calendar.TryFind("nyse", out Venue? venue));
        var sunday = new DateTimeOffset(2026, 11, 22, 22, 0, 0, TimeSpan.FromHours(-5));

        MarketMoment evening = calendar.At(venue, sunday);
        MarketMoment afternoon = calendar.At(venue, sunday.AddHours(-2));

        Assert.Equal((new DateOnly(2026, 11, 23), DayKind.Full, PhaseKind.PreMarket), (evening.Date, evening.Day, evening.Phase));
        Assert.Equal((new DateOnly(2026, 11, 22), DayKind.Closed, PhaseKind.Closed), (afternoon.Date, afternoon.Day, afternoon.Phase));
        Assert.Equal(evening.PhaseStart, afternoon.PhaseEnd);
        Assert.Equal(TimeSpan.FromHours(7), evening.PhaseEnd - evening.PhaseStart);
        Assert.Equal(new DateOnly(2026, 11, 22), calendar.AsOf);
    }

    // Clocks of these zones switch in the night to a Friday; phases that touch the switch are shorter or longer, and none is out of order.
    [Theory]
    [InlineData("Asia/Jerusalem", "21:00-1d", "2026-03-26", 7)]
    [InlineData("Asia/Jerusalem", "21:00-1d", "2026-03-27", 6)]
    [InlineData("Asia/Jerusalem", "02:30", "2026-03-26", 1.5)]
    [InlineData("Asia/Jerusalem", "02:30", "2026-03-27", 1)]
    [InlineData("Africa/Cairo", "21:00-1d", "2026-10-30", 8)]
    [InlineData("Africa/Cairo", "23:30-1d", "2026-10-30", 5.5)]
    public void Read_SessionOverASwitchOfTheClocks_LastsAsLongAsTheClocksSay(string zone, string start, string date, double hours)
    {
        string text = CalendarText.Good.Replace("21:00-1d", start, StringComparison.Ordinal).Replace("America/New_York", zone, StringComparison.Ordinal);
        MarketCalendar calendar = MarketCalendarReader.Read(text);

        MarketPhase phase = calendar.Day(calendar.Venues[0], BuiltIn.Date(date)).Phases[0];

        Assert.Equal((PhaseKind.PreMarket, TimeSpan.FromHours(hours)), (phase.Kind, phase.End - phase.Start));
    }

    [Fact]
    public void Read_PhaseThatTheClocksSkip_IsNotThere()
    {
        string text = CalendarText.Good.Replace("\"21:00-1d\", \"end\": \"04:00\"", "\"02:10\", \"end\": \"02:50\"", StringComparison.Ordinal);
        MarketCalendar calendar = MarketCalendarReader.Read(text.Replace("America/New_York", "Asia/Jerusalem", StringComparison.Ordinal));

        Assert.Equal(3, calendar.Day(calendar.Venues[0], new DateOnly(2026, 3, 26)).Phases.Length);
        Assert.Equal(2, calendar.Day(calendar.Venues[0], new DateOnly(2026, 3, 27)).Phases.Length);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "\"version\": 1", "\"version\": 2", "version: the form is 2; this program reads 1" },
        { "\"version\": 1", "\"version\": \"1\"", "version: must be a whole number" },
        { "\"version\": 1,", "", ": lacks 'version'" },
        { "\"version\": 1", "\"colour\": 1, \"version\": 1", "colour: an unknown field" },
        { "\"version\": 1", "\"version\": 1, \"version\": 1", "no JSON" },
        { "\"version\"", "\"\\ud800\"", "not Unicode" },
        { "\"a test\"", "\"\\ud800\"", "not Unicode" },
        { "\"asOf\": \"2026-11-22\"", "\"asOf\": \"22.11.2026\"", "asOf: '22.11.2026' is no date" },
        { "\"asOf\": \"2026-11-22\"", "\"asOf\": \"2026-02-29\"", "asOf: '2026-02-29' is no date" },
        { "\"New York\"", "\" \"", "venues[0].name: is empty" },
        { "\"New York\"", "null", "venues[0].name: must be a text" },
        { "\"NYSE\"]", "\"xnys\"]", "venues[0].codes[1]: 'xnys' is a code of New York already" },
        { "[\"XNYS\", \"NYSE\"]", "[]", "venues[0].codes: there is no code" },
        { "America/New_York", "America/Gotham", "venues[0].timeZone: the time zone 'America/Gotham' is not known" },
        { "America/New_York", "America", "venues[0].timeZone: the time zone 'America' is not known" },
        { "America/New_York", "../../etc/passwd", "venues[0].timeZone: " },
        { "\"from\": \"2020-01-01\",", "\"from\": \"2020-01-01\", \"until\": \"2021-01-01\",", "venues[0].timetables[0].until: an unknown field" },
        { Timetable, "\"timetables\": [{ \"from\": \"2020-01-01\", \"fullDay\": [{ \"start\": \"09:30\", \"end\": \"16:00\", \"kind\": \"continuous\" }] },", "venues[0].timetables[1].from: 2020-01-01 is not after" },
        { Timetable, "\"timetables\": [{ \"from\": \"2019-01-01\", \"fullDay\": [] },", "venues[0].timetables[0].fullDay: there is no continuous phase" },
        { Continuous, """{ "start": "03:59", "end": "16:00", "kind": "continuous" }""", "venues[0].timetables[0].fullDay[1]: begins at 03:59, before" },
        { Continuous, """{ "start": "16:00", "end": "16:00", "kind": "continuous" }""", "venues[0].timetables[0].fullDay[1]: ends before it begins" },
        { Continuous, """{ "start": "9:30", "end": "16:00", "kind": "continuous" }""", "venues[0].timetables[0].fullDay[1].start: '9:30' is no time" },
        { Continuous, """{ "start": "09:30", "end": "24:00", "kind": "continuous" }""", "venues[0].timetables[0].fullDay[1].end: '24:00' is no time" },
        { Continuous, """{ "start": "09:30", "end": "16:00", "kind": "closed" }""", "venues[0].timetables[0].fullDay[1].kind: 'closed' is none of preMarket, openingAuction" },
        { Continuous, """{ "start": "09:30", "end": "16:00", "kind": "Continuous" }""", "venues[0].timetables[0].fullDay[1].kind: 'Continuous' is none of" },
        { Continuous, """{ "start": "09:30", "end": "16:00" }""", "venues[0].timetables[0].fullDay[1]: lacks 'kind'" },
        { "\"16:08\"", "\"16:11\"", "venues[0].timetables[0].fullDay[2].earliestEnd: is not within the phase" },
        { "\"end\": \"16:10\"", "\"end\": \"22:00\"", "venues[0].timetables: the phases of one day overlap those of the next" },
        { HalfContinuous, """{ "start": "09:30", "end": "16:00", "kind": "continuous" }""", "venues[0].timetables[0].halfDay: the half day closes outside" },
        { HalfContinuous, """{ "start": "08:00", "end": "09:30", "kind": "continuous" }""", "venues[0].timetables[0].halfDay: the half day closes outside" },
        { "\"year\": 2027", "\"year\": 1989", "venues[0].years[1].year: 1989 is outside of 1990 to 2200" },
        { "\"year\": 2027", "\"year\": 2201", "venues[0].years[1].year: 2201 is outside of 1990 to 2200" },
        { "\"year\": 2027", "\"year\": 2026", "venues[0].years[1].year: 2026 is there twice" },
        { "\"unknown\"", "\"guessed\"", "venues[0].years[1].status: 'guessed' is none of official, derived, unknown" },
        { "\"unknown\"", "\"1\"", "venues[0].years[1].status: '1' is none of official, derived, unknown" },
        { Years, "\"years\": [{ \"year\": 2025, \"status\": \"derived\" },", "venues[0].years[0]: lacks 'source'" },
        { "\"closures\": []", "\"closures\": {}", "venues[0].years[0].closures: must be a list" },
        { "\"closures\": []", "\"closures\": [\"2026-02-14\"]", "venues[0].years[0].closures[0]: 2026-02-14, a Saturday, is on a weekend" },
        { "\"closures\": []", "\"closures\": [\"2026-02-16\", \"2026-02-16\"]", "venues[0].years[0].closures[1]: 2026-02-16 is there twice" },
        { "\"closures\": []", "\"closures\": [\"2027-02-16\"]", "venues[0].years[0].closures[0]: 2027-02-16 is not in 2026" },
        { "\"closures\": []", "\"closures\": [\"2026-11-27\"]", "venues[0].years[0].halfDays[0]: 2026-11-27 is there twice" },
        { "\"2026-11-27\"", "\"2026-11-28\"", "venues[0].years[0].halfDays[0]: 2026-11-28, a Saturday, is on a weekend" },
        { "[\"2026-11-22\"]", "[\"2026-11-23\"]", "venues[0].years[0].makeUpWorkdays[0]: 2026-11-23, a Monday, is not on a weekend" },
        { "\"from\": \"2020-01-01\"", "\"from\": \"2026-12-01\"", "venues[0].years[0].halfDays: the timetable of 2026-11-27 has no half day" },
        { "\"closures\": []", "\"closures\": [], \"sessions\": 260", "venues[0].years[0].sessions: is 260, but the closures leave 261" },
        { "\"not published\"", "\"not published\", \"sessions\": 250", "venues[0].years[1].sessions: the sessions of an unknown year" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WrongPart_SaysWhereAndWhat(string part, string instead, string message)
    {
        MarketCalendarException e = Assert.Throws<MarketCalendarException>(() => MarketCalendarReader.Read(CalendarText.With(part, instead)));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"version":1,"asOf":"2026-01-01","venues":[]}""")]
    [InlineData("""{"version":1,"asOf":"2026-01-01","venues":[1]}""")]
    [InlineData("""{"version":1,"asOf":"2026-01-01","venues":null}""")]
    public void Read_NoCalendar_IsRefused(string text) => Assert.Throws<MarketCalendarException>(() => MarketCalendarReader.Read(text));

    [Fact]
    public void Read_ExampleOfTheDocument_IsRead()
    {
        string document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "market.md"));
        int start = document.IndexOf("\n    {\n", StringComparison.Ordinal);
        int end = document.IndexOf("\n    }\n", StringComparison.Ordinal);

        MarketCalendar calendar = MarketCalendarReader.Read(document[start..(end + 6)]);

        Assert.Equal(259, calendar.Venues.Single().Years.Single().Sessions);
    }

    [Fact]
    public void Read_Good_IsRead() => Assert.Equal(261, MarketCalendarReader.Read(CalendarText.Good).Venues[0].Years[0].Sessions);
}
