using System.Globalization;

namespace FinCluster.Simulation.Demand;

/// <summary>A recorded trace: times, and the requests per second from each on. It is repeated, by whole days, for days that it does not have.</summary>
public sealed class FileTrace : IDemandTrace
{
    private readonly DateTimeOffset[] _times;
    private readonly double[] _rates;

    private FileTrace(DateTimeOffset[] times, double[] rates) => (_times, _rates) = (times, rates);

    /// <summary>Gets the first time of the trace.</summary>
    public DateTimeOffset First => _times[0];

    /// <summary>Gets the last time of the trace.</summary>
    public DateTimeOffset Last => _times[^1];

    /// <summary>Reads a trace: CSV of <c>time,requests_per_second</c>, with or without that header; times with their offset from UTC, ascending.</summary>
    /// <exception cref="FormatException">A line is none; the message says which.</exception>
    public static FileTrace Parse(string csv)
    {
        ArgumentNullException.ThrowIfNull(csv);
        var times = new List<DateTimeOffset>();
        var rates = new List<double>();
        int number = 0;
        foreach (string line in csv.Split('\n'))
        {
            number++;
            string text = line.Trim();
            if (text.Length == 0 || (number == 1 && text.StartsWith("time,", StringComparison.Ordinal)))
            {
                continue;
            }

            string[] cells = text.Split(',');
            if (cells.Length != 2
                || !DateTimeOffset.TryParse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
                || !double.TryParse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                || !(rate >= 0 && double.IsFinite(rate)))
            {
                throw new FormatException($"line {number}: '{text}' is not a time and a number of requests per second, as in 2026-11-24T01:15:00Z,120.5");
            }

            if (times.Count > 0 && time <= times[^1])
            {
                throw new FormatException($"line {number}: its time is not after that of the line before");
            }

            times.Add(time);
            rates.Add(rate);
        }

        return times.Count > 0 ? new FileTrace([.. times], [.. rates]) : throw new FormatException("there is no line with a time and a rate");
    }

    /// <inheritdoc/>
    public void Fill(DateTimeOffset start, Span<double> rates)
    {
        start = Within(start);
        int next = Array.BinarySearch(_times, start);
        next = next < 0 ? ~next : next;
        double rate = next > 0 ? _rates[next - 1] : 0;
        for (int second = 0; second < rates.Length; second++)
        {
            while (next < _times.Length && _times[next] <= start.AddSeconds(second))
            {
                rate = _rates[next++];
            }

            rates[second] = rate;
        }
    }

    // The day that begins at or just before the first line is the trace's first.
    private DateTimeOffset Within(DateTimeOffset start)
    {
        int days = Math.Max(1, (int)Math.Ceiling((Last - First).TotalDays));
        int day = (int)Math.Ceiling((start - First).TotalDays - 1e-9);
        return start.AddDays((((day % days) + days) % days) - day);
    }
}
