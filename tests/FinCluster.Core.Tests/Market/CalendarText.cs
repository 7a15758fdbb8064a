namespace FinCluster.Core.Tests.Market;

/// <summary>A small calendar as text, which tests change in one place. It has a session that begins on the evening before.</summary>
internal static class CalendarText
{
    public const string Good = """
        {
          "version": 1,
          "asOf": "2026-11-22",
          "venues": [
            {
              "name": "New York",
              "codes": ["XNYS", "NYSE"],
              "timeZone": "America/New_York",
              "timetables": [
                {
                  "from": "2020-01-01",
                  "fullDay": [
                    { "start": "21:00-1d", "end": "04:00", "kind": "preMarket" },
                    { "start": "09:30", "end": "16:00", "kind": "continuous" },
                    { "start": "16:00", "end": "16:10", "earliestEnd": "16:08", "kind": "closingAuction" }
                  ],
                  "halfDay": [
                    { "start": "21:00-1d", "end": "04:00", "kind": "preMarket" },
                    { "start": "09:30", "end": "13:00", "kind": "continuous" }
                  ]
                }
              ],
              "years": [
                { "year": 2026, "status": "official", "source": "a test", "closures": [], "halfDays": ["2026-11-27"], "makeUpWorkdays": ["2026-11-22"] },
                { "year": 2027, "status": "unknown", "source": "not published" }
              ]
            }
          ]
        }
        """;

    public static string With(string part, string instead) => Good.Contains(part, StringComparison.Ordinal)
        ? Good.Replace(part, instead, StringComparison.Ordinal)
        : throw new ArgumentException($"there is no {part}");
}
