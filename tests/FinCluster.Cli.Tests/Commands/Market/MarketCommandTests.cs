using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands.Market;

public sealed class MarketCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Show_Venue_GivesPhasesInLocalAndBeijingTime()
    {
        (int code, string text, string error) = await RunAsync("show", "--venue", "nyse", "--date", "2026-11-26", "--days", "2", "--at", "2026-11-23 09:20");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            2026-11-23 09:20 in Beijing

            VENUE        LOCAL TIME        DAY     STATUS    PHASE   UNTIL (BEIJING)   NEXT OPEN (BEIJING)
            NYSE/NASDAQ  2026-11-22 20:20  closed  official  closed  2026-11-23 17:00  2026-11-23 22:30

            VENUE        DATE            DAY     STATUS    PHASE        LOCAL        BEIJING
            NYSE/NASDAQ  2026-11-26 Thu  closed  official  -            -            -
            NYSE/NASDAQ  2026-11-27 Fri  half    official  pre market   04:00-09:30  17:00-22:30
            NYSE/NASDAQ  2026-11-27 Fri  half    official  continuous   09:30-13:00  22:30-02:00+1d
            NYSE/NASDAQ  2026-11-27 Fri  half    official  post market  13:00-17:00  02:00+1d-06:00+1d

            """,
            text);
    }

    [Theory]
    [InlineData("2026-11-23 09:27", "XSHG", "quiet", "2026-11-23T09:30:00+08:00", "2026-11-24T09:15:00+08:00", false)]
    [InlineData("2026-11-22T20:27:00-05:00", "XSHG", "quiet", "2026-11-23T09:30:00+08:00", "2026-11-24T09:15:00+08:00", false)]
    [InlineData("2026-11-23T01:27Z", "XSHE", "quiet", "2026-11-23T09:30:00+08:00", "2026-11-24T09:15:00+08:00", false)]
    [InlineData("2026-11-24 02:00", "XNAS", "continuous", "2026-11-24T05:00:00+08:00", "2026-11-24T22:30:00+08:00", false)]
    [InlineData("2027-02-08 10:00", "SSE", "continuous", "2027-02-08T11:30:00+08:00", "2027-02-09T09:15:00+08:00", true)]
    public async Task Show_Json_SaysThePhaseAtATime(string at, string venue, string phase, string until, string open, bool assumed)
    {
        (int code, string json, _) = await RunAsync("show", "--json", "--venue", venue, "--at", at);

        JsonElement report = JsonDocument.Parse(json).RootElement;
        JsonElement shown = Assert.Single(report.GetProperty("venues").EnumerateArray());
        JsonElement now = shown.GetProperty("now");
        Assert.Equal(0, code);
        Assert.Equal(
            (phase, until, open, assumed),
            (now.GetProperty("phase").GetString(), now.GetProperty("until").GetString(), shown.GetProperty("next_open").GetString(), now.GetProperty("assumed").GetBoolean()));
        Assert.Equal(assumed, report.GetProperty("warnings").GetArrayLength() == 1);
        Assert.Equal(now.GetProperty("date").GetString(), Assert.Single(shown.GetProperty("days").EnumerateArray()).GetProperty("date").GetString());
    }

    [Fact]
    public async Task Show_UnknownYear_WarnsAndCallsPhasesAssumed()
    {
        (_, string text, _) = await RunAsync("show", "--venue", "XSHG", "--at", "2027-02-08 10:00");

        Assert.Contains("continuous (assumed)", text, StringComparison.Ordinal);
        Assert.Contains("warning: SSE/SZSE 2027: the closures are not known", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_NextOpenInAnUnknownYear_Warns()
    {
        (_, string text, _) = await RunAsync("show", "--venue", "XSHG", "--at", "2026-12-31 16:00");

        Assert.Contains("warning: SSE/SZSE 2027", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_MakeUpWorkdayAndRandomEnd_AreNamed()
    {
        (_, string shanghai, _) = await RunAsync("show", "--venue", "XSHG", "--date", "2026-02-14", "--at", "2026-02-14 10:00");
        (_, string hongKong, _) = await RunAsync("show", "--venue", "XHKG", "--date", "2026-12-24", "--at", "2026-02-14 10:00");

        Assert.Contains("2026-02-14 Sat  closed (make-up workday)", shanghai, StringComparison.Ordinal);
        Assert.Contains("closing auction, random end from 12:08  12:00-12:10  12:00-12:10", hongKong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_NoOptions_ShowsAllVenuesNow()
    {
        (int code, string text, _) = await RunAsync("show");

        Assert.Equal(0, code);
        Assert.All(["SSE/SZSE", "HKEX", "NYSE/NASDAQ", "LSE", "TSE"], venue => Assert.Contains($"\n{venue} ", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--venue", "XPAR", "the calendar has no venue 'XPAR'; it has XSHG, XSHE")]
    [InlineData("--date", "23.11.2026", "--date must be a date")]
    [InlineData("--date", "9999-01-01", "--date must be a date")]
    [InlineData("--days", "0", "--days must be 1 to 366")]
    [InlineData("--days", "367", "--days must be 1 to 366")]
    [InlineData("--at", "yesterday", "--at must be a time")]
    [InlineData("--at", "2026-11-23", "--at must be a time")]
    [InlineData("--calendar", "/nowhere/calendar.json", "there is no file '/nowhere/calendar.json'")]
    public async Task Show_WrongOption_IsAUsageError(string option, string value, string message)
    {
        (int code, string text, string error) = await RunAsync("show", option, value);

        Assert.Equal((2, ""), (code, text));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ProgramsCalendar_PrintsSessionsAndWarnings()
    {
        (int code, string text, string error) = await RunAsync("check");

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"\nSSE/SZSE +2026 +official +242 +19 +0 ", text);
        Assert.Matches(@"\nSSE/SZSE +2027 +unknown +at most 260 +1 +0 ", text);
        Assert.Matches(@"\nHKEX +2027 +derived +248 +13 +3 ", text);
        Assert.Matches(@"\nNYSE/NASDAQ +2027 +official +251 +10 +1 ", text);
        Assert.Contains("\nHKEX 2026, half days: 02-16, 12-24, 12-31\n", text, StringComparison.Ordinal);
        Assert.Contains("\nNYSE/NASDAQ 2027, closures: 01-01, 01-18, 02-15, 03-26, 05-31, 06-18, 07-05, 09-06, 11-25, 12-24\n", text, StringComparison.Ordinal);
        Assert.Contains("\nSSE/SZSE 2026, make-up workdays, closed: 01-04, 02-14, 02-28, 05-09, 09-20, 10-10\n", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("\nwarning: ").Length - 1);
    }

    [Fact]
    public async Task Check_GoodFile_IsTakenInsteadOfTheProgramsCalendar()
    {
        string file = _folder.File("calendar.json");
        await File.WriteAllTextAsync(file, Calendars.Shanghai("\"2026-11-23\""), TestTimeouts.Token);

        (int checkedCode, string text, _) = await RunAsync("check", "--calendar", file);
        (int shownCode, string shown, _) = await RunAsync("show", "--calendar", file, "--date", "2026-11-23");

        Assert.Equal((0, 0), (checkedCode, shownCode));
        Assert.Contains("Shanghai 2026, closures: 11-23", text, StringComparison.Ordinal);
        Assert.Contains("2026-11-23 Mon  closed", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("HKEX", text + shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("show")]
    public async Task WrongFile_SaysTheFileThePlaceAndWhatIsWrong(string command)
    {
        string file = _folder.File("calendar.json");
        await File.WriteAllTextAsync(file, Calendars.Shanghai("\"2026-11-22\""), TestTimeouts.Token);

        (int code, string text, string error) = await RunAsync(command, "--calendar", file);

        Assert.Equal((1, ""), (code, text));
        Assert.StartsWith($"fincluster: {file}: venues[0].years[0].closures[0]: 2026-11-22, a Sunday, is on a weekend", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        ParseResult parsed = FinClusterCommand.Create().Parse(["market", .. arguments]);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
