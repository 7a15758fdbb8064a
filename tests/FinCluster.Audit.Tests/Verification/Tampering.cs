using System.Buffers.Binary;
using FinCluster.Audit.Format;

namespace FinCluster.Audit.Tests.Verification;

/// <summary>Random changes to a log.</summary>
/// <param name="random">Where they come from.</param>
/// <param name="other">A log of other events under the same keys, to splice in.</param>
internal sealed class Tampering(Random random, MemoryLog other)
{
    /// <summary>Changes a log.</summary>
    /// <returns>What was done; null when it came to nothing, as exchanging a record with itself does.</returns>
    public string? Apply(MemoryLog log)
    {
        string writer = Pick(log.Logs.Keys);
        SortedDictionary<int, byte[]> segments = log.Logs[writer];
        int segment = Pick(segments.Keys);
        byte[] bytes = segments[segment];
        List<Range> records = Records(bytes);
        string what;
        (what, byte[] changed) = random.Next(8) switch
        {
            0 => ("flip", Flip(bytes)),
            1 => ("delete", Join(bytes, records, Without(records, random.Next(records.Count)))),
            2 => ("repeat", Join(bytes, records, With(records, random.Next(records.Count + 1), records[random.Next(records.Count)]))),
            3 => ("exchange", Join(bytes, records, Exchanged(records))),
            4 => ("truncate", bytes[..random.Next(bytes.Length)]),
            5 => ("cut out", CutOut(bytes)),
            6 => ("insert", Insert(bytes)),
            _ => ("splice", Splice(bytes, records)),
        };
        if (changed.AsSpan().SequenceEqual(bytes))
        {
            return null;
        }

        segments[segment] = changed;
        return $"{what} in {writer}/{segment}";
    }

    public static List<Range> Records(byte[] bytes)
    {
        var records = new List<Range>();
        int offset = SegmentHeader.Read(bytes.AsSpan(0, SegmentHeader.FixedBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(SegmentHeader.FixedBytes - 2)))).Length;
        while (offset < bytes.Length)
        {
            int end = offset + RecordLayout.LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset));
            records.Add(offset..end);
            offset = end;
        }

        return records;
    }

    private static byte[] Join(byte[] bytes, List<Range> records, IEnumerable<Range> wanted) =>
        [.. bytes[..records[0].Start], .. wanted.SelectMany(record => bytes[record])];

    private static IEnumerable<Range> Without(List<Range> records, int index) => records.Where((_, i) => i != index);

    private static IEnumerable<Range> With(List<Range> records, int index, Range added) => [.. records[..index], added, .. records[index..]];

    private Range[] Exchanged(List<Range> records)
    {
        Range[] exchanged = [.. records];
        int one = random.Next(exchanged.Length);
        int two = random.Next(exchanged.Length);
        (exchanged[one], exchanged[two]) = (exchanged[two], exchanged[one]);
        return exchanged;
    }

    private byte[] Flip(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] CutOut(byte[] bytes)
    {
        int start = random.Next(bytes.Length);
        return [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + 1 + random.Next(200))..]];
    }

    private byte[] Insert(byte[] bytes)
    {
        byte[] added = new byte[1 + random.Next(200)];
        random.NextBytes(added);
        int start = random.Next(bytes.Length + 1);
        return [.. bytes[..start], .. added, .. bytes[start..]];
    }

    // The beginning of one log and the end of another, cut between records.
    private byte[] Splice(byte[] bytes, List<Range> records)
    {
        byte[] source = Pick(Pick(other.Logs.Values).Values);
        List<Range> theirs = Records(source);
        return [.. bytes[..records[random.Next(records.Count)].Start], .. source[theirs[random.Next(theirs.Count)].Start..]];
    }

    private T Pick<T>(IEnumerable<T> items) => items.ElementAt(random.Next(items.Count()));
}
