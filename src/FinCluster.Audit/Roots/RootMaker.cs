using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Verification;

namespace FinCluster.Audit.Roots;

/// <summary>Makes the roots of days that are over.</summary>
public static class RootMaker
{
    /// <summary>How long after a day's end its root is made at the earliest: what was taken over in its last moment is written by then.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);

    /// <summary>Makes the roots that are missing, from the day after the last root, or from the first record, to the last day that is over.</summary>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="key">What signs.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Ends it between segments.</param>
    /// <returns>The roots that were made, by day. A day without records has none.</returns>
    /// <exception cref="InvalidDataException">The log, or the last root, is damaged: nothing is signed then.</exception>
    public static IReadOnlyList<DayRoot> MakeMissing(string folder, SigningKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var files = new AuditFolder(folder);
        DateOnly today = DateOnly.FromDateTime((now - Delay).UtcDateTime);
        DayRoot? last = Last(files, key.Public);
        var made = new List<DayRoot>();
        foreach ((DateOnly day, DayTree tree) in ReadDays(files, key.Public, last?.Day, today, cancellationToken))
        {
            last = DayRoot.Sign(
                new DayRoot
                {
                    Day = day,
                    Count = tree.Count,
                    Root = tree.Root,
                    Writers = tree.Parts,
                    PreviousDay = last?.Day,
                    Previous = last?.StatementHash(),
                    SignedAt = now,
                    Key = "",
                    Signature = "",
                },
                key);
            RootFiles.Write(files.Roots, last);
            made.Add(last);
        }

        return made;
    }

    /// <summary>Reads the roots that a log has, by day.</summary>
    /// <exception cref="InvalidDataException">A file holds none.</exception>
    public static IReadOnlyList<DayRoot> Read(string folder) =>
        [.. new FolderSource(new AuditFolder(folder)).ReadRoots().SelectMany(file => RootFiles.Parse(file.Content, file.Name)).OrderBy(root => root.Day)];

    /// <summary>Reads the records of days: those after the first, before the second.</summary>
    internal static SortedDictionary<DateOnly, DayTree> ReadDays(AuditFolder files, VerificationKey key, DateOnly? after, DateOnly before, CancellationToken cancellationToken)
    {
        var keys = new TrustedKeys([key]);
        var days = new SortedDictionary<DateOnly, DayTree>();
        foreach (string writer in files.Writers())
        {
            foreach (int segment in Touching(files, writer, after, before))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SegmentResult result = SegmentCheck.Run(SegmentScan.OpenFile(files.Segment(writer, segment)), writer, segment, keys);
                ThrowIfDamaged(result);
                foreach (DayRange range in result.Days.Where(range => (after is null || range.Day > after) && range.Day < before))
                {
                    if (!days.TryGetValue(range.Day, out DayTree? tree))
                    {
                        days.Add(range.Day, tree = new DayTree());
                    }

                    tree.Add(writer, range);
                }
            }
        }

        return days;
    }

    /// <summary>Finds the segments that may hold records of days, by the first record of each.</summary>
    internal static IEnumerable<int> Touching(AuditFolder files, string writer, DateOnly? after, DateOnly before)
    {
        (int Segment, DateOnly? First)[] firsts = [.. files.Segments(writer).Select(segment => (segment, FirstDay(files.Segment(writer, segment))))];
        for (int i = 0; i < firsts.Length; i++)
        {
            bool endsTooEarly = after is not null && i + 1 < firsts.Length && firsts[i + 1].First is { } next && next <= after;
            bool beginsTooLate = firsts[i].First is { } first && first >= before;
            if (!endsTooEarly && !beginsTooLate)
            {
                yield return firsts[i].Segment;
            }
        }
    }

    private static DateOnly? FirstDay(string path)
    {
        using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(path)).Scan;
        return scan.MoveNext() ? RecordTime.DayOf(scan.Record.Time) : null;
    }

    // A key that is not this one's signed heads of another gateway; they are checked when the log is verified.
    private static void ThrowIfDamaged(SegmentResult result)
    {
        if (result.Faults.First.FirstOrDefault(fault => fault.Kind != FaultKind.UnknownKey) is { } fault)
        {
            throw new InvalidDataException($"no root is signed over a log that is damaged: {fault}");
        }
    }

    private static DayRoot? Last(AuditFolder files, VerificationKey key)
    {
        DayRoot? last = Read(files.Path) is [.., var newest] ? newest : null;
        return last is null || last.Key != key.IdText || last.IsSignedWith(key) ? last : throw new InvalidDataException($"the root of {DayRoot.Text(last.Day)} is forged");
    }
}
