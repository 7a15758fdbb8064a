using System.Diagnostics;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Writing;

/// <summary>Makes records of events and puts them on the disk. Not thread-safe.</summary>
/// <remarks>What fails changes nothing here: the next attempt opens the file anew and writes the same events at the same place again, because a system that could
/// not write pages may forget them.</remarks>
internal sealed class SegmentWriter : IDisposable
{
    private readonly AuditFolder _folder;
    private readonly string _writer;
    private readonly AuditLogOptions _options;
    private readonly SigningKey _signing;
    private readonly SecretBox _secrets;
    private readonly TimeProvider _time;
    private readonly ByteBuffer _buffer = new();
    private WriterState _state;
    private IAuditFile? _file;
    private int _fileSegment;

    public SegmentWriter(AuditFolder folder, string writer, AuditLogOptions options, WriterState state, SigningKey signing, SecretBox secrets, TimeProvider time)
    {
        _folder = folder;
        _writer = writer;
        _options = options;
        _state = state;
        _signing = signing;
        _secrets = secrets;
        _time = time;
    }

    /// <summary>Gets how many events no head vouches for.</summary>
    public int Unsigned => _state.Unsigned;

    /// <summary>Gets how many bytes the segment has left.</summary>
    public long Room => IsFull ? _options.SegmentBytes : _options.SegmentBytes - _state.Length;

    private bool IsFull => _state.Segment == 0 || (_state.Length >= _options.SegmentBytes && _state.Unsigned == 0);

    /// <summary>Writes a batch and waits for the disk.</summary>
    /// <returns>What it cost, and the segment that it closed.</returns>
    public CommitResult Commit(CommitBatch batch)
    {
        try
        {
            return Write(batch);
        }
        catch
        {
            _file?.Dispose();
            _file = null;
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    private CommitResult Write(CommitBatch batch)
    {
        WriterState next = IsFull ? new WriterState(_state.Segment + 1, 0, _state.Last, _state.Time, 0) : _state;
        _buffer.Clear();
        if (next.Length == 0)
        {
            new SegmentHeader(_writer, next.Segment, next.Last).Write(_buffer);
        }

        next = next with { Time = Math.Max(next.Time, RecordTime.Of(_time.GetUtcNow())) };
        ChainPlace place = next.Last;
        foreach (QueuedEvent queued in batch.Events)
        {
            place = AddEvent(queued.Event, place, next.Time);
        }

        if (batch.WithHead)
        {
            place = AddHead(place, next);
        }

        long length = next.Length + _buffer.Length;
        TimeSpan flush = Put(next);
        bool closed = batch.WithHead && length >= _options.SegmentBytes;
        _state = next with { Length = length, Last = place, Unsigned = batch.WithHead ? 0 : next.Unsigned + batch.Events.Count };
        return new CommitResult(_buffer.Length, flush, closed ? next.Segment : 0, batch.WithHead ? new SegmentEnd(next.Segment, length) : null);
    }

    private ChainPlace AddEvent(AuditEvent entry, in ChainPlace before, long time)
    {
        SealedSecret? secret = entry.Secret is null ? null : _secrets.Seal(entry, _writer, before.Sequence + 1);
        int start = RecordLayout.Begin(_buffer, before, time, RecordKind.Event);
        EventCodec.Write(_buffer, entry, secret);
        return RecordLayout.End(_buffer, start, before);
    }

    private ChainPlace AddHead(in ChainPlace before, in WriterState state)
    {
        byte[] signature = _signing.Sign(SignedHead.Statement(_writer, state.Segment, before, state.Time));
        int start = RecordLayout.Begin(_buffer, before, state.Time, RecordKind.Head);
        new SignedHead(_signing.Public.Id, signature).Write(_buffer);
        return RecordLayout.End(_buffer, start, before);
    }

    private TimeSpan Put(in WriterState state)
    {
        if (_fileSegment != state.Segment)
        {
            _file?.Dispose();
            _file = null;
        }

        if (_file is null)
        {
            _file = _options.OpenFile(_folder.Segment(_writer, state.Segment));
            _fileSegment = state.Segment;

            // What an attempt that failed has left.
            _file.Cut(state.Length);
        }

        _file.Write(_buffer.Written, state.Length);
        long began = Stopwatch.GetTimestamp();
        _file.Flush();
        return Stopwatch.GetElapsedTime(began);
    }
}
