using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using FinCluster.Cli.Serving;
using FinCluster.Core.Market;

namespace FinCluster.Cli.Commands.Market;

/// <summary><c>fincluster market check</c>: whether a calendar can be used, and what it says.</summary>
internal static class MarketCheckCommand
{
    public static Command Create()
    {
        var calendar = new CalendarArgument();
        var command = new Command("check", "Check a market calendar, and print the sessions, closures and half days of its years");
        calendar.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string text = Describe(calendar.Read(parsed).Current);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Describe(MarketCalendar calendar)
    {
        var table = new TextTable("VENUE", "YEAR", "STATUS", "SESSIONS", "CLOSURES", "HALF DAYS", "SOURCE");
        var dates = new StringBuilder();
        foreach (Venue venue in calendar.Venues)
        {
            foreach (MarketYear year in venue.Years)
            {
                string sessions = year.Status == YearStatus.Unknown ? Text($"at most {year.Sessions}") : Text($"{year.Sessions}");
                table.Add(venue.Name, Text($"{year.Year}"), MarketReports.Name(year.Status), sessions, Text($"{year.Closures.Length}"), Text($"{year.HalfDays.Length}"), year.Source);
                AddDates(dates, venue, year, "closures", year.Closures);
                AddDates(dates, venue, year, "half days", year.HalfDays);
                AddDates(dates, venue, year, "make-up workdays, closed", year.MakeUpWorkdays);
            }
        }

        int[] years = [.. calendar.Venues.SelectMany(venue => venue.Years).Select(year => year.Year)];
        ImmutableArray<string> warnings = years.Length == 0 ? [] : calendar.Warnings(new(years.Min(), 1, 1), new(years.Max(), 1, 1));
        return Text($"market calendar as of {calendar.AsOf:yyyy-MM-dd}\n\n{table}\n{dates}") + string.Concat(warnings.Select(warning => $"\nwarning: {warning}"));
    }

    private static void AddDates(StringBuilder text, Venue venue, MarketYear year, string what, ImmutableArray<DateOnly> dates)
    {
        if (dates.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{venue.Name} {year.Year}, {what}: ")
                .AppendJoin(", ", dates.Select(date => date.ToString("MM-dd", CultureInfo.InvariantCulture)));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
