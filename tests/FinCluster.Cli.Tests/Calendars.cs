namespace FinCluster.Cli.Tests;

/// <summary>Small market calendars as text.</summary>
internal static class Calendars
{
    /// <summary>A calendar of one venue and one year.</summary>
    /// <param name="closures">The closed weekdays, in quotes and with commas between them.</param>
    public static string Shanghai(string closures) => $$"""
        {
          "version": 1, "asOf": "2026-11-22",
          "venues": [{
            "name": "Shanghai", "codes": ["XSHG"], "timeZone": "Asia/Shanghai",
            "timetables": [{ "from": "2026-01-01", "fullDay": [{ "start": "09:30", "end": "11:30", "kind": "continuous" }] }],
            "years": [{ "year": 2026, "status": "derived", "source": "a test", "closures": [{{closures}}] }]
          }]
        }
        """;
}
