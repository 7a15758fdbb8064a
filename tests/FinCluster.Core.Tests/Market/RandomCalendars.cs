using System.Globalization;
using FinCluster.Core.Market;

namespace FinCluster.Core.Tests.Market;

/// <summary>Calendars that a number makes: any phases, also of the evening before, any closures, zones with odd clocks.</summary>
internal static class RandomCalendars
{
    private static readonly string[] Zones =
    [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu",
    ];

    private static readonly string[] Kinds =
    [
        "preMarket", "openingAuction", "quiet", "continuous", "lunch", "closingAuction", "afterHours", "postMarket",
    ];

    public static MarketCalendar From(int seed) => MarketCalendarReader.Read(Text(new Random(seed)));

    private static string Text(Random random)
    {
        // All days of a venue must lie within the same 24 hours.
        int first = random.Next(-8, 9) * 60;
        string year = $$"""{ "year": 2026, "status": "{{(random.Next(2) == 0 ? "official" : "unknown")}}", "source": "drawn", "closures": [{{Closures(random)}}] }""";
        return $$"""
            {
              "version": 1, "asOf": "2026-01-01",
              "venues": [{
                "name": "Drawn", "codes": ["DRAWN"], "timeZone": "{{Zones[random.Next(Zones.Length)]}}",
                "timetables": [
                  { "from": "2020-01-01", "fullDay": [{{Phases(random, first)}}] },
                  { "from": "2026-{{random.Next(1, 13):00}}-15", "fullDay": [{{Phases(random, first)}}] }
                ],
                "years": [{{year}}]
              }]
            }
            """;
    }

    private static string Closures(Random random) => string.Join(
        ", ",
        Enumerable.Range(0, 365).Select(i => new DateOnly(2026, 1, 1).AddDays(i))
            .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && random.Next(10) == 0)
            .Select(date => $"\"{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\""));

    private static string Phases(Random random, int first)
    {
        int count = random.Next(1, 6);
        int[] bounds = [.. Enumerable.Range(0, 24 * 60 / 5).OrderBy(_ => random.Next()).Take(2 * count).Order().Select(step => first + (step * 5))];
        int continuous = random.Next(count);
        return string.Join(", ", Enumerable.Range(0, count).Select(i =>
        {
            // Half of the phases follow the one before them without a gap.
            int start = i > 0 && random.Next(2) == 0 ? bounds[(2 * i) - 1] : bounds[2 * i];
            string kind = i == continuous ? "continuous" : Kinds[random.Next(Kinds.Length)];
            return $$"""{ "start": "{{Time(start)}}", "end": "{{Time(bounds[(2 * i) + 1])}}", "kind": "{{kind}}" }""";
        }));
    }

    private static string Time(int minutes)
    {
        (int day, string suffix) = minutes < 0 ? (-1, "-1d") : minutes >= 24 * 60 ? (1, "+1d") : (0, "");
        return TimeOnly.MinValue.AddMinutes(minutes - (day * 24 * 60)).ToString("HH:mm", CultureInfo.InvariantCulture) + suffix;
    }
}
