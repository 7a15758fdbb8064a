using System.Buffers.Binary;

namespace FinCluster.Audit.Format;

/// <summary>Goes through the records of a segment, large pieces at a time.</summary>
/// <remarks>It checks only that a record is as long as it says; whoever reads decides what else must hold.</remarks>
internal sealed class SegmentScan : IDisposable
{
    private const int PieceBytes = 1024 * 1024;

    private readonly Stream _stream;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private int _current;
    private int _currentLength;

    private SegmentScan(Stream stream)
    {
        _stream = stream;
        _buffer = new byte[Math.Clamp(stream.Length, SegmentHeader.MaxBytes, PieceBytes)];
    }

    /// <summary>Gets where the current record begins.</summary>
    public long Offset => _bufferOffset + _current;

    /// <summary>Gets where the record after the current one would begin.</summary>
    public long Next => _bufferOffset + _start;

    /// <summary>Gets why there are no more records.</summary>
    public ScanEnd End { get; private set; }

    /// <summary>Gets how many bytes lie behind the last whole record; they are known when there are no more records.</summary>
    public long Rest { get; private set; }

    /// <summary>Gets the current record; valid until the next step.</summary>
    public RecordView Record => new(_buffer.AsSpan(_current + RecordLayout.LengthBytes, _currentLength));

    /// <summary>Opens a segment and reads its header. The stream belongs to the scan from then on.</summary>
    /// <exception cref="InvalidDataException">There is no header; the stream is closed.</exception>
    public static (SegmentScan Scan, SegmentHeader Header) Open(Stream stream)
    {
        var scan = new SegmentScan(stream);
        try
        {
            scan.Fill(SegmentHeader.MaxBytes);
            SegmentHeader header = SegmentHeader.Read(scan._buffer.AsSpan(0, scan._end) is var read && read.Length > SegmentHeader.FixedBytes ? HeaderOf(read) : read);
            scan._start = header.Length;
            return (scan, header);
        }
        catch
        {
            scan.Dispose();
            throw;
        }
    }

    /// <summary>Goes through records that begin at once, without a header.</summary>
    public static SegmentScan OpenRecords(ReadOnlyMemory<byte> records) => new(StreamOf(records));

    /// <summary>Opens a segment, or its beginning, that is in memory.</summary>
    /// <exception cref="InvalidDataException">There is no header.</exception>
    public static (SegmentScan Scan, SegmentHeader Header) Open(ReadOnlyMemory<byte> segment) => Open(StreamOf(segment));

    /// <summary>Opens a segment's file for reading while others may write to it or delete it.</summary>
    public static Stream OpenFile(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Goes to a record whose offset is known.</summary>
    public void Seek(long offset)
    {
        _stream.Position = offset;
        _bufferOffset = offset;
        _start = _end = _current = 0;
    }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>Whether there is one; <see cref="End"/> says why not.</returns>
    public bool MoveNext()
    {
        if (!Fill(RecordLayout.LengthBytes))
        {
            return Finish(_end == _start ? ScanEnd.Whole : ScanEnd.Torn);
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start));
        if (length is < RecordLayout.MinLength or > RecordLayout.MaxLength)
        {
            return Finish(ScanEnd.BadLength);
        }

        if (!Fill(RecordLayout.LengthBytes + (int)length))
        {
            return Finish(ScanEnd.Torn);
        }

        _current = _start;
        _currentLength = (int)length;
        _start += RecordLayout.LengthBytes + (int)length;
        return true;
    }

    public void Dispose() => _stream.Dispose();

    // Behind the name there are records already, which the header must not read.
    private static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> read) =>
        read[..Math.Min(read.Length, SegmentHeader.FixedBytes + BinaryPrimitives.ReadUInt16LittleEndian(read[(SegmentHeader.FixedBytes - 2)..]))];

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray(), writable: false);

    private bool Finish(ScanEnd end)
    {
        End = end;
        Rest = _stream.Length - Next;
        return false;
    }

    /// <summary>Reads until that many bytes lie behind the current record.</summary>
    private bool Fill(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        byte[] target = count > _buffer.Length ? new byte[Math.Max(count, _buffer.Length * 2)] : _buffer;
        _buffer.AsSpan(_start.._end).CopyTo(target);
        _buffer = target;
        _bufferOffset += _start;
        _end -= _start;
        _start = 0;
        _end += _stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        return _end >= count;
    }
}
