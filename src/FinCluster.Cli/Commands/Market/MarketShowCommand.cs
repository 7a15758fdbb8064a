using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Market;

namespace FinCluster.Cli.Commands.Market;

/// <summary><c>fincluster market show</c>: what exchanges do now, and the phases of their days.</summary>
internal static class MarketShowCommand
{
    private const int MaxDays = 366;

    public static Command Create(TimeProvider time)
    {
        Option<string[]> venues = new("--venue")
        {
            Description = "A code of an exchange, such as XSHG or NYSE; may be given several times; default all",
            HelpName = "code",
        };
        Option<string?> date = new("--date") { Description = "The first date, as 2026-11-23, at the exchange; default that of --at", HelpName = "date" };
        Option<int> days = new("--days") { Description = "How many days, 1 to 366", HelpName = "n", DefaultValueFactory = _ => 1 };
        Option<string?> at = new("--at")
        {
            Description = "The time to look at, as '2026-11-23 09:20' in Beijing time, or with an offset as 2026-11-23T09:20-05:00; default now",
            HelpName = "time",
        };
        var calendar = new CalendarArgument();
        var json = new JsonOption();
        var command = new Command("show", "Show what exchanges do, in local and in Beijing time") { venues, date, days, at };
        calendar.AddTo(command);
        json.AddTo(command);
        command.SetBody(async (parsed, _) =>
        {
            int count = parsed.GetValue(days);
            if (count is < 1 or > MaxDays)
            {
                throw new UsageException($"--days must be 1 to {MaxDays}, it is {count}");
            }

            DateTimeOffset instant = parsed.GetValue(at) is { } text ? BeijingTimeText.Parse(text, "--at") : time.GetUtcNow();
            DateOnly? first = parsed.GetValue(date) is { } from ? ParseDate(from) : null;
            MarketCalendar read = calendar.Read(parsed).Current;
            MarketReport report = MarketReports.Of(read, Find(read, parsed.GetValue(venues) ?? []), instant, first, count);
            await json.WriteAsync(parsed, report, CliJson.Wire.MarketReport, MarketText.Of);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static DateOnly ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        && date.Year is >= MarketCalendar.FirstYear and <= MarketCalendar.LastYear
            ? date
            : throw new UsageException($"--date must be a date as 2026-11-23, of the years {MarketCalendar.FirstYear} to {MarketCalendar.LastYear}; it is '{text}'");

    private static Venue[] Find(MarketCalendar calendar, string[] codes) => codes.Length == 0
        ? [.. calendar.Venues]
        : [.. codes.Select(code => calendar.TryFind(code, out Venue? venue) ? venue : throw Unknown(calendar, code)).Distinct()];

    private static UsageException Unknown(MarketCalendar calendar, string code) =>
        new($"the calendar has no venue '{code}'; it has {string.Join(", ", calendar.Venues.SelectMany(venue => venue.Codes))}");
}
