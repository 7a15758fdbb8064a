namespace FinCluster.Audit.Format;

/// <summary>The beginning of a segment: whose it is, which, and behind which record it goes on.</summary>
/// <param name="Writer">The writer: the name of its folder.</param>
/// <param name="Segment">The number of the file, from 1.</param>
/// <param name="Before">The place of the last record of the segment before.</param>
internal sealed record SegmentHeader(string Writer, int Segment, ChainPlace Before)
{
    /// <summary>The bytes of a header but for the name.</summary>
    public const int FixedBytes = 8 + 4 + 8 + RecordLayout.HashBytes + 2;

    /// <summary>The most bytes of a header.</summary>
    public const int MaxBytes = FixedBytes + (4 * WriterName.MaxLength);

    private static ReadOnlySpan<byte> Magic => "FCAUDIT1"u8;

    /// <summary>Gets how many bytes it takes.</summary>
    public int Length => FixedBytes + ByteBuffer.Utf8.GetByteCount(Writer);

    public void Write(ByteBuffer target)
    {
        target.Add(Magic);
        target.AddUInt32((uint)Segment);
        target.AddInt64(Before.Sequence);
        target.Add(Before.Hash);
        target.AddName(Writer);
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static SegmentHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("this is no segment of an audit log");
        }

        uint segment = reader.TakeUInt32();
        long sequence = reader.TakeInt64();
        byte[] hash = reader.Take(RecordLayout.HashBytes).ToArray();
        string writer = reader.TakeName();
        return segment is > 0 and <= WriterName.MaxSegment && sequence >= 0
            ? new SegmentHeader(writer, (int)segment, new ChainPlace(sequence, hash))
            : throw new InvalidDataException("the segment's header holds numbers that none has");
    }
}
