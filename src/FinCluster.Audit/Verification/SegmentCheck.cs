using FinCluster.Audit.Format;

namespace FinCluster.Audit.Verification;

/// <summary>Checks the records of one segment against each other and its header. Whether the header fits the segment before is for others to say.</summary>
internal sealed class SegmentCheck
{
    private readonly string _writer;
    private readonly int _segment;
    private readonly TrustedKeys _keys;
    private readonly SegmentScan _scan;
    private readonly SegmentResult _result;
    private byte[]? _previous;
    private long _expected;
    private long _time;

    private SegmentCheck(string writer, int segment, TrustedKeys keys, SegmentScan scan, SegmentHeader header)
    {
        _writer = writer;
        _segment = segment;
        _keys = keys;
        _scan = scan;
        _result = new SegmentResult { Header = header, Last = header.Before };
        _previous = header.Before.Hash;
        _expected = header.Before.Sequence + 1;
    }

    /// <summary>Checks a segment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SegmentResult Run(Stream stream, string writer, int segment, TrustedKeys keys)
    {
        try
        {
            (SegmentScan scan, SegmentHeader header) = SegmentScan.Open(stream);
            using (scan)
            {
                return new SegmentCheck(writer, segment, keys, scan, header).Run();
            }
        }
        catch (InvalidDataException e)
        {
            var result = new SegmentResult();
            result.Faults.Add(new AuditFault(FaultKind.Changed, $"the header cannot be read: {e.Message}", writer, segment));
            return result;
        }
    }

    private SegmentResult Run()
    {
        while (_scan.MoveNext())
        {
            Check(_scan.Record);
        }

        _result.End = _scan.End;
        _result.EndOffset = _scan.Next;
        _result.RestBytes = _scan.Rest;
        _result.Bytes = _scan.Next + _scan.Rest;
        return _result;
    }

    private void Check(RecordView record)
    {
        bool isIntact = record.IsIntact();
        if (!isIntact)
        {
            Fault(FaultKind.Changed, "its hash is not that of its bytes", record.Sequence);
        }
        else
        {
            CheckPlace(record);
        }

        CheckContent(record, isIntact);

        // What a changed record says of its number and its hash is not believed.
        long sequence = isIntact ? record.Sequence : _expected;
        AddToDay(record, sequence);
        _result.Records++;
        _result.Last = new ChainPlace(sequence, record.Hash.ToArray());
        _previous = isIntact ? _result.Last.Hash : null;
        _expected = sequence + 1;
    }

    private void CheckPlace(RecordView record)
    {
        bool follows = _previous is null || record.Previous.SequenceEqual(_previous);
        long sequence = record.Sequence;
        if (sequence > _expected)
        {
            Fault(FaultKind.Missing, $"records {_expected} to {sequence - 1} are missing before it", sequence);
        }
        else if (sequence < _expected)
        {
            Fault(FaultKind.Reordered, $"it stands where record {_expected} belongs", sequence);
        }
        else if (!follows)
        {
            Fault(FaultKind.Inserted, "it does not go on from the record before it", sequence);
        }
        else if (record.Time < _time)
        {
            Fault(FaultKind.Inserted, "it was written before the record before it", sequence);
        }

        _time = Math.Max(_time, record.Time);
    }

    private void CheckContent(RecordView record, bool isIntact)
    {
        if (record.Kind == RecordKind.Head)
        {
            _result.Heads++;
            _result.Unsigned = 0;
            if (isIntact)
            {
                CheckHead(record);
            }

            return;
        }

        _result.Unsigned++;
        if (record.Kind != RecordKind.Event)
        {
            Fault(FaultKind.Changed, "it is of no kind that is known", record.Sequence);
        }
    }

    private void CheckHead(RecordView record)
    {
        if (record.Content.Length != SignedHead.Bytes)
        {
            Fault(FaultKind.ForgedHead, "it is no head", record.Sequence);
            return;
        }

        SignedHead head = SignedHead.Read(record.Content);
        string id = Convert.ToHexStringLower(head.KeyId);
        if (_keys.Find(id) is not { } key)
        {
            Fault(FaultKind.UnknownKey, $"it is signed with key {id}, which is not trusted", record.Sequence);
        }
        else if (!_keys.Check(key, SignedHead.Statement(_writer, _segment, new ChainPlace(record.Sequence - 1, record.Previous.ToArray()), record.Time), head.Signature))
        {
            Fault(FaultKind.ForgedHead, "its signature is not that of the records before it", record.Sequence);
        }
    }

    private void AddToDay(RecordView record, long sequence)
    {
        DateOnly day = RecordTime.DayOf(record.Time);
        if (_result.Days.Count == 0 || _result.Days[^1].Day != day)
        {
            _result.Days.Add(new DayRange(day, sequence));
        }

        _result.Days[^1].Add(sequence, record.Hash);
    }

    private void Fault(FaultKind kind, string message, long sequence) =>
        _result.Faults.Add(new AuditFault(kind, message, _writer, _segment, _scan.Offset, sequence));
}
