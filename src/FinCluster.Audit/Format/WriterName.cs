using System.Globalization;
using System.Security.Cryptography;

namespace FinCluster.Audit.Format;

/// <summary>The names of writers and of their files.</summary>
internal static class WriterName
{
    /// <summary>The longest name of a writer, which is a folder.</summary>
    public const int MaxLength = 64;

    /// <summary>The last number that a segment can have.</summary>
    public const int MaxSegment = 99_999_999;

    private const int RandomCharacters = 8;

    /// <summary>Makes a name that nobody has.</summary>
    public static string New(string name) => $"{Clean(name)}-{RandomNumberGenerator.GetHexString(RandomCharacters, lowercase: true)}";

    /// <summary>Says whether a folder's name is one that <see cref="New"/> made of this name.</summary>
    public static bool IsOf(string writer, string name) =>
        writer.Length == Clean(name).Length + 1 + RandomCharacters && writer.StartsWith(Clean(name) + "-", StringComparison.Ordinal)
        && writer[^RandomCharacters..].All(char.IsAsciiHexDigitLower);

    /// <summary>Says whether a folder's name is one that <see cref="New"/> made of some name.</summary>
    public static bool IsName(string writer) =>
        writer.Length is > RandomCharacters + 1 and <= MaxLength && IsOf(writer, writer[..^(RandomCharacters + 1)]);

    public static string SegmentFile(int segment) => segment.ToString("D8", CultureInfo.InvariantCulture) + ".seg";

    /// <summary>Reads the number of a segment from its file's name.</summary>
    /// <returns>The number, or 0 when it is no segment's.</returns>
    public static int SegmentOf(string file) =>
        file.Length == 12 && file.EndsWith(".seg", StringComparison.Ordinal)
        && int.TryParse(file.AsSpan(0, 8), NumberStyles.None, CultureInfo.InvariantCulture, out int segment)
            ? segment
            : 0;

    private static string Clean(string name)
    {
        string clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        return clean.TrimStart('.') is { Length: > 0 } usable ? usable[..Math.Min(usable.Length, MaxLength - RandomCharacters - 1)] : "writer";
    }
}
