using System.Text.Json;

namespace FinCluster.Core.Text;

/// <summary>Reads files with a JSON value in each line.</summary>
internal static class JsonLines
{
    /// <summary>Reads all lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="place">What stands before the number of a line in errors; empty for nothing.</param>
    /// <param name="skipsEmpty">Whether empty lines are passed over; they are read like all others if not.</param>
    /// <param name="parse">Reads a line; what it throws as <see cref="JsonException"/> or <see cref="FormatException"/> is about that line.</param>
    /// <exception cref="FormatException">A line cannot be read; the message says which.</exception>
    public static IReadOnlyList<T> Read<T>(IEnumerable<string> lines, string place, bool skipsEmpty, Func<string, T> parse)
    {
        var read = new List<T>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (skipsEmpty && string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                read.Add(parse(line));
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw new FormatException($"{place}line {number}: {e.Message}", e);
            }
        }

        return read;
    }
}
