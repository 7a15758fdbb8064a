using System.Globalization;
using FinCluster.Audit.Format;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Copies;

/// <summary>A file of a log that is copied. No other path is one, so that nothing is ever written elsewhere.</summary>
/// <remarks>Keys of subjects are not among them: a subject who is shredded at his site is so in every copy.</remarks>
/// <param name="Kind">What the file is.</param>
/// <param name="Text">The path in the folder of the log, with <c>/</c>.</param>
/// <param name="Writer">Whose it is; empty when it is no writer's.</param>
/// <param name="Segment">The number of the segment; 0 when it is none.</param>
internal readonly record struct CopyPath(CopyKind Kind, string Text, string Writer = "", int Segment = 0)
{
    private const int KeyIdCharacters = 16;

    public static CopyPath OfSegment(string writer, int segment) => new(CopyKind.Segment, $"{writer}/{WriterName.SegmentFile(segment)}", writer, segment);

    public static CopyPath OfPruned(string writer) => new(CopyKind.Pruned, $"{writer}/{AuditFolder.PrunedName}", writer);

    /// <summary>Reads a path; null when it is none.</summary>
    public static CopyPath? TryParse(string text)
    {
        if (text.Split('/') is not [{ } folder, { } file])
        {
            return null;
        }

        return folder switch
        {
            AuditFolder.KeysName => Path.GetExtension(file) == ".pub" && file.Length == KeyIdCharacters + 4 && file[..KeyIdCharacters].All(char.IsAsciiHexDigitLower)
                ? new CopyPath(CopyKind.PublicKey, text)
                : null,
            AuditFolder.RootsName => Path.GetExtension(file) == ".json"
                && DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), DayRoot.DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? new CopyPath(CopyKind.Root, text)
                : null,
            _ when !WriterName.IsName(folder) => null,
            _ when file == AuditFolder.PrunedName => OfPruned(folder),
            _ => WriterName.SegmentOf(file) is > 0 and int segment ? OfSegment(folder, segment) : null,
        };
    }
}
