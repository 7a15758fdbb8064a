using System.Globalization;
using System.Text;

namespace FinCluster.Cli.Commands.Market;

/// <summary>What <c>market show</c> prints for people.</summary>
internal static class MarketText
{
    public static string Of(MarketReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.At:yyyy-MM-dd HH:mm} in Beijing\n\n{Moments(report)}\n\n{Days(report)}");
        foreach (string warning in report.Warnings)
        {
            text.Append("\nwarning: ").Append(warning);
        }

        return text.ToString();
    }

    private static TextTable Moments(MarketReport report)
    {
        var table = new TextTable("VENUE", "LOCAL TIME", "DAY", "STATUS", "PHASE", "UNTIL (BEIJING)", "NEXT OPEN (BEIJING)");
        foreach (VenueReport venue in report.Venues)
        {
            VenueMomentReport now = venue.Now;
            table.Add(venue.Venue, Time(now.LocalTime), now.Day, now.Status, now.Assumed ? Words(now.Phase) + " (assumed)" : Words(now.Phase), Time(now.Until), Time(venue.NextOpen));
        }

        return table;
    }

    private static TextTable Days(MarketReport report)
    {
        var table = new TextTable("VENUE", "DATE", "DAY", "STATUS", "PHASE", "LOCAL", "BEIJING");
        foreach (VenueReport venue in report.Venues)
        {
            foreach (VenueDayReport day in venue.Days)
            {
                string date = day.Date.ToString("yyyy-MM-dd ddd", CultureInfo.InvariantCulture);
                string kind = day.MakeUpWorkday ? day.Kind + " (make-up workday)" : day.Kind;
                if (day.Phases.Count == 0)
                {
                    table.Add(venue.Venue, date, kind, day.Status, "-", "-", "-");
                }

                foreach (VenuePhaseReport phase in day.Phases)
                {
                    table.Add(venue.Venue, date, kind, day.Status, Words(phase), Span(day.Date, phase.StartLocal, phase.EndLocal), Span(day.Date, phase.StartBeijing, phase.EndBeijing));
                }
            }
        }

        return table;
    }

    private static string Words(VenuePhaseReport phase) => phase.EarliestEndLocal == phase.EndLocal
        ? Words(phase.Phase)
        : string.Create(CultureInfo.InvariantCulture, $"{Words(phase.Phase)}, random end from {phase.EarliestEndLocal:HH:mm}");

    private static string Words(string name) => string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    private static string Span(DateOnly date, DateTimeOffset start, DateTimeOffset end) => Time(date, start) + "-" + Time(date, end);

    private static string Time(DateOnly date, DateTimeOffset time)
    {
        int days = DateOnly.FromDateTime(time.Date).DayNumber - date.DayNumber;
        return time.ToString("HH:mm", CultureInfo.InvariantCulture) + (days == 0 ? "" : days.ToString("+0;-0", CultureInfo.InvariantCulture) + "d");
    }
}
