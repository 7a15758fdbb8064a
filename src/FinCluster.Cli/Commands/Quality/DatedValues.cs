using System.Globalization;
using System.Text;

namespace FinCluster.Cli.Commands.Quality;

/// <summary>Reads files of dates and values: <c>2026-03-02,0.91</c> in each line, behind a line of titles if there is one.</summary>
internal static class DatedValues
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">A line is no date and value, or a date comes twice; the message says which.</exception>
    public static SortedDictionary<DateOnly, double> Parse(byte[] bytes)
    {
        var values = new SortedDictionary<DateOnly, double>();
        string[] lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = [.. lines[i].Split(',').Select(field => field.Trim().Trim('"'))];
            bool isDate = DateOnly.TryParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
            if (lines[i].Trim().Length == 0 || (i == 0 && !isDate))
            {
                continue;
            }

            if (!isDate || fields.Length != 2 || !double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                throw new FormatException($"line {i + 1} is no date and value, such as 2026-03-02,0.91");
            }

            if (!values.TryAdd(date, value))
            {
                throw new FormatException($"line {i + 1}: {fields[0]} comes twice");
            }
        }

        return values;
    }
}
