using System.Globalization;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Writing;

/// <summary>Finds where a writer goes on after its process ended, however that was.</summary>
internal static class WriterRecovery
{
    /// <summary>Reads the last segment. What is torn behind its last whole record is set aside in a file of its own and cut off.</summary>
    /// <returns>Where to go on, and what was cut.</returns>
    /// <exception cref="InvalidDataException">The damage is not what an end of the process leaves: a head vouches for what is broken, or lies behind it. Nothing is changed.</exception>
    public static (WriterState State, CutTail? Cut) Recover(AuditFolder folder, string writer, VerificationKey key)
    {
        CutTail? cut = null;
        foreach (int segment in folder.Segments(writer).Reverse())
        {
            string path = folder.Segment(writer, segment);
            if (new FileInfo(path).Length <= SegmentHeader.FixedBytes + ByteBuffer.Utf8.GetByteCount(writer))
            {
                // A segment that was just begun. It holds no record.
                cut = SetAside(path, 0) ?? cut;
                File.Delete(path);
                continue;
            }

            (WriterState state, long torn) = Read(path, writer, segment, key);
            return (state, torn > 0 ? SetAside(path, state.Length) : cut);
        }

        return (new WriterState(0, 0, ChainPlace.Start(writer), 0, 0), cut);
    }

    private static (WriterState State, long Torn) Read(string path, string writer, int segment, VerificationKey key)
    {
        (SegmentScan scan, SegmentHeader header) = SegmentScan.Open(SegmentScan.OpenFile(path));
        using (scan)
        {
            if (header.Writer != writer || header.Segment != segment)
            {
                throw new InvalidDataException($"{path} belongs to another writer or number");
            }

            var state = new WriterState(segment, scan.Next, header.Before, 0, 0);
            while (scan.MoveNext())
            {
                RecordView record = scan.Record;
                if (!state.IsFollowedBy(record))
                {
                    ThrowIfHeadFollows(scan, path);
                    return (state, new FileInfo(path).Length - state.Length);
                }

                bool isHead = record.Kind == RecordKind.Head;
                if (isHead && !IsOurs(record, writer, segment, state.Last, key))
                {
                    throw new InvalidDataException($"{path} has a head that was not signed with this log's key");
                }

                state = new WriterState(segment, scan.Next, new ChainPlace(record.Sequence, record.Hash.ToArray()), record.Time, isHead ? 0 : state.Unsigned + 1);
            }

            return scan.End == ScanEnd.BadLength && scan.Rest > RecordLayout.MaxLength
                ? throw new InvalidDataException($"{path} is damaged at {scan.Next}")
                : (state, scan.Rest);
        }
    }

    // A head is written in the commit that it ends: whatever lies before one was on the disk as a whole.
    private static void ThrowIfHeadFollows(SegmentScan scan, string path)
    {
        long offset = scan.Offset;
        do
        {
            if (scan.Record is { Kind: RecordKind.Head } head && head.IsIntact())
            {
                throw new InvalidDataException($"{path} is damaged at {offset}, and was signed behind it");
            }
        }
        while (scan.MoveNext());
    }

    private static bool IsOurs(RecordView record, string writer, int segment, in ChainPlace before, VerificationKey key)
    {
        SignedHead head = SignedHead.Read(record.Content);
        return !head.KeyId.AsSpan().SequenceEqual(key.Id) || key.IsSignature(SignedHead.Statement(writer, segment, before, record.Time), head.Signature);
    }

    /// <summary>Cuts a file off, and keeps what was cut in a file of its own.</summary>
    /// <returns>What was cut; null for nothing.</returns>
    public static CutTail? SetAside(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        long bytes = file.Length - length;
        if (bytes == 0)
        {
            return null;
        }

        string aside = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{length}.torn");
        file.Position = length;
        using (var copy = new FileStream(Path.Combine(Path.GetDirectoryName(path)!, aside), FileMode.Create, FileAccess.Write))
        {
            file.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }

        file.SetLength(length);
        file.Flush(flushToDisk: true);
        return new CutTail(aside, bytes);
    }
}
