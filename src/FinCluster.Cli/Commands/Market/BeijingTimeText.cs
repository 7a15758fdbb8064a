using System.Globalization;
using FinCluster.Core.Market;

namespace FinCluster.Cli.Commands.Market;

/// <summary>Times of Beijing on the command line.</summary>
internal static class BeijingTimeText
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss",
    ];

    private static readonly string[] FormsWithOffset = [.. Forms.Select(form => form + "zzz")];

    /// <summary>Reads a time that is Beijing's unless it has an offset.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset Parse(string text, string option)
    {
        string numeric = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        if (DateTimeOffset.TryParseExact(numeric, FormsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant))
        {
            return instant;
        }

        return DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? new DateTimeOffset(time, BeijingTime.Offset)
            : throw new UsageException($"{option} must be a time as '2026-11-23 09:20' or 2026-11-23T09:20-05:00; it is '{text}'");
    }
}
