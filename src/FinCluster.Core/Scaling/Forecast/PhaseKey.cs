using System.Globalization;
using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>A part of a market's day in which demand is alike from day to day.</summary>
/// <param name="Venue">The venue whose phase it is.</param>
/// <param name="Day">What kind of day it is there; never <see cref="DayKind.Unknown"/>.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Ordinal">Which phase of the day, since a day can have several of a kind; 0 outside of them.</param>
/// <param name="Bucket">Which part of the phase; of the day where the venue is closed.</param>
public readonly record struct PhaseKey(string Venue, DayKind Day, PhaseKind Phase, int Ordinal, int Bucket)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static PhaseKey Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 5
            && Enum.TryParse(parts[1], out DayKind day)
            && Enum.TryParse(parts[2], out PhaseKind phase)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal)
            && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int bucket)
                ? new PhaseKey(parts[0], day, phase, ordinal, bucket)
                : throw new FormatException($"'{text}' is no part of a market's day");
    }

    /// <summary>Writes the key, for example <c>XSHG/Full/Continuous/2/0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Venue}/{Day}/{Phase}/{Ordinal}/{Bucket}");
}
