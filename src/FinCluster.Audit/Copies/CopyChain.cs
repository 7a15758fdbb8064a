using System.Globalization;
using FinCluster.Audit.Format;
using FinCluster.Audit.Retention;
using FinCluster.Audit.Writing;
using FinCluster.Core.Errors;

namespace FinCluster.Audit.Copies;

/// <summary>Checks that records go on from those before them. Who signed them is for <c>audit verify</c> to say.</summary>
internal static class CopyChain
{
    /// <summary>Gives the place before the first record of a writer whose first segments were deleted at their time.</summary>
    public static WriterState Behind(PruneRecord pruned) => new(pruned.Segment, 0, pruned.Last, 0, 0);

    /// <summary>Reads where a segment ends. What lies behind its last whole record was never confirmed.</summary>
    /// <exception cref="InvalidDataException">There is not even a header.</exception>
    public static WriterState Read(Stream segment)
    {
        (SegmentScan scan, SegmentHeader header) = SegmentScan.Open(segment);
        using (scan)
        {
            var state = new WriterState(header.Segment, scan.Next, header.Before, 0, 0);
            while (scan.MoveNext() && state.IsFollowedBy(scan.Record))
            {
                state = Behind(state, scan);
            }

            return state;
        }
    }

    /// <summary>Checks a part that is added, and gives the place behind it.</summary>
    /// <param name="before">The end of what is there.</param>
    /// <param name="path">The segment.</param>
    /// <param name="offset">Where in it the part begins.</param>
    /// <param name="content">The part.</param>
    /// <exception cref="RequestException">It does not go on from there.</exception>
    public static WriterState Add(in WriterState before, CopyPath path, long offset, ReadOnlyMemory<byte> content)
    {
        if (path.Segment == before.Segment && before.Length > 0)
        {
            return offset == before.Length
                ? Add(before, path, offset, SegmentScan.OpenRecords(content))
                : throw Elsewhere(path.Segment, before.Length, path, offset);
        }

        if (path.Segment != before.Segment + 1 || offset != 0)
        {
            throw Elsewhere(before.Length > 0 ? before.Segment : before.Segment + 1, before.Length, path, offset);
        }

        try
        {
            (SegmentScan scan, SegmentHeader header) = SegmentScan.Open(content);
            return header.Writer == path.Writer && header.Segment == path.Segment && header.Before.Is(before.Last)
                ? Add(new WriterState(path.Segment, scan.Next, before.Last, before.Time, 0), path, offset, scan)
                : throw Refused(path, offset, "its header is not that of the segment behind what is here");
        }
        catch (InvalidDataException e)
        {
            throw Refused(path, offset, e.Message);
        }
    }

    /// <summary>Makes the error of what can never become a part of the copy.</summary>
    public static RequestException Refused(CopyPath path, long offset, string reason) => new(
        ErrorCode.AuditCopyRefused, string.Create(CultureInfo.InvariantCulture, $"{path.Text} cannot go on at {offset}: {reason}; the log was changed, or is another one"), "body");

    private static WriterState Add(WriterState state, CopyPath path, long offset, SegmentScan scan)
    {
        using (scan)
        {
            long start = offset == 0 ? 0 : state.Length;
            while (scan.MoveNext())
            {
                state = state.IsFollowedBy(scan.Record)
                    ? Behind(state, scan, start)
                    : throw Refused(path, start + scan.Offset, string.Create(CultureInfo.InvariantCulture, $"it does not follow record {state.Last.Sequence}"));
            }

            return scan.End == ScanEnd.Whole && scan.Next > 0 ? state : throw Refused(path, start + scan.Next, "it ends within a record");
        }
    }

    private static WriterState Behind(in WriterState state, SegmentScan scan, long start = 0) =>
        new(state.Segment, start + scan.Next, new ChainPlace(scan.Record.Sequence, scan.Record.Hash.ToArray()), scan.Record.Time, 0);

    private static RequestException Elsewhere(int segment, long length, CopyPath path, long offset) => new(
        ErrorCode.UploadOffsetMismatch,
        string.Create(CultureInfo.InvariantCulture, $"the copy of {path.Writer} goes on in segment {segment} at {length}, and not in segment {path.Segment} at {offset}"),
        "offset");
}
