using FinCluster.Audit.Format;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Export;

/// <summary>The hashes of all records of a day, in the order of its root's leaves: some hundred bytes of memory a record.</summary>
internal sealed class DayLeaves
{
    private readonly ByteBuffer _hashes = new();
    private MerkleLevels? _tree;
    private readonly Dictionary<string, (long First, long Index)> _parts = new(StringComparer.Ordinal);

    /// <summary>Reads the leaves of a day.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="InvalidDataException">A segment has no header.</exception>
    public static DayLeaves Read(AuditFolder folder, DateOnly day)
    {
        var leaves = new DayLeaves();
        foreach (string writer in folder.Writers())
        {
            foreach (int segment in RootMaker.Touching(folder, writer, day.AddDays(-1), day.AddDays(1)))
            {
                using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(folder.Segment(writer, segment))).Scan;
                while (scan.MoveNext())
                {
                    if (RecordTime.DayOf(scan.Record.Time) == day)
                    {
                        leaves.Add(writer, scan.Record);
                    }
                }
            }
        }

        return leaves;
    }

    /// <summary>Makes the proof of a record; null when it is not among the leaves.</summary>
    public InclusionProof? Prove(string writer, long sequence)
    {
        if (!_parts.TryGetValue(writer, out (long First, long Index) part) || sequence < part.First)
        {
            return null;
        }

        long index = part.Index + sequence - part.First;
        _tree ??= new MerkleLevels(_hashes.Written);
        return index < _tree.Count ? _tree.Prove(index) : null;
    }

    private void Add(string writer, RecordView record)
    {
        _parts.TryAdd(writer, (record.Sequence, _hashes.Length / RecordLayout.HashBytes));
        _hashes.Add(record.Hash);
    }
}
