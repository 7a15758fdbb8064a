using System.Globalization;
using System.Text.Json;
using FinCluster.Audit.Format;
using FinCluster.Audit.Retention;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Verification;

/// <summary>Verifies a log from its files alone.</summary>
public sealed class AuditVerifier
{
    private readonly IAuditSource _source;
    private readonly TrustedKeys _keys;
    private readonly VerificationOptions _options;
    private readonly FaultList _faults = new();
    private readonly List<string> _notices = [];
    private readonly Dictionary<DateOnly, DayTree> _days = [];
    private readonly Dictionary<string, long> _prunedTo = new(StringComparer.Ordinal);
    private int _segments;
    private long _records;
    private long _heads;
    private long _bytes;

    private AuditVerifier(IAuditSource source, TrustedKeys keys, VerificationOptions options)
    {
        _source = source;
        _keys = keys;
        _options = options;
    }

    /// <summary>Verifies a log.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Task<VerificationReport> VerifyAsync(string folder, VerificationOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no audit log in {folder}");
        }

        return VerifyAsync(new FolderSource(new AuditFolder(folder)), new TrustedKeys(options.Keys), options, cancellationToken);
    }

    internal static Task<VerificationReport> VerifyAsync(IAuditSource source, TrustedKeys keys, VerificationOptions options, CancellationToken cancellationToken) =>
        new AuditVerifier(source, keys, options).RunAsync(cancellationToken);

    private async Task<VerificationReport> RunAsync(CancellationToken cancellationToken)
    {
        var roots = new RootCheck(_keys, _faults);
        roots.AddFiles(_source.ReadRoots());
        roots.AddAnchors(_options.Anchors);
        IReadOnlyList<string> writers = _source.Writers();
        foreach (string writer in writers)
        {
            await CheckWriterAsync(writer, cancellationToken);
        }

        roots.Check(_days, _prunedTo);
        AddRootNotices(roots);
        return new VerificationReport(writers.Count, _segments, _records, _heads, _bytes, roots.Checked, _faults.Count, _faults.First, _notices);
    }

    private async Task CheckWriterAsync(string writer, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> segments = _source.Segments(writer);
        PruneRecord? pruned = ReadPruned(writer);
        ChainPlace place = pruned?.Last ?? ChainPlace.Start(writer);
        int expected = (pruned?.Segment ?? 0) + 1;
        if (pruned is not null)
        {
            _prunedTo[writer] = pruned.Sequence;
            _notices.Add(Text($"{writer}: records 1 to {pruned.Sequence} were deleted at their time, on {pruned.PrunedAt:yyyy-MM-dd}"));
        }

        int[] left = [.. segments.Where(segment => segment >= expected)];
        await foreach ((int segment, SegmentResult result) in CheckAsync(writer, left, cancellationToken))
        {
            if (segment > expected)
            {
                Fault(FaultKind.MissingSegment, Text($"segments {expected} to {segment - 1} are missing before it"), writer, segment);
            }

            Add(writer, result);
            if (result.Header is { } header)
            {
                CheckHeader(header, writer, segment, place, isBehindGap: segment > expected);
            }

            CheckEnd(result, writer, segment, isLast: segment == left[^1]);
            place = result.Last.Hash is null ? place : result.Last;
            expected = segment + 1;
        }
    }

    // Segments are read side by side and looked at in their order.
    private async IAsyncEnumerable<(int Segment, SegmentResult Result)> CheckAsync(
        string writer, int[] segments, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var running = new Queue<(int, Task<SegmentResult>)>();
        foreach (int segment in segments)
        {
            running.Enqueue((segment, Start(writer, segment, cancellationToken)));
            if (running.Count > _options.Parallelism || _options.Parallelism == 1)
            {
                (int first, Task<SegmentResult> result) = running.Dequeue();
                yield return (first, await result);
            }
        }

        while (running.TryDequeue(out (int Segment, Task<SegmentResult> Result) next))
        {
            yield return (next.Segment, await next.Result);
        }
    }

    private Task<SegmentResult> Start(string writer, int segment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _options.Parallelism == 1
            ? Task.FromResult(SegmentCheck.Run(_source.OpenSegment(writer, segment), writer, segment, _keys))
            : Task.Run(() => SegmentCheck.Run(_source.OpenSegment(writer, segment), writer, segment, _keys), cancellationToken);
    }

    private void Add(string writer, SegmentResult result)
    {
        _segments++;
        _records += result.Records;
        _heads += result.Heads;
        _bytes += result.Bytes;
        _faults.AddAll(result.Faults);
        foreach (DayRange range in result.Days)
        {
            if (!_days.TryGetValue(range.Day, out DayTree? tree))
            {
                _days.Add(range.Day, tree = new DayTree());
            }

            tree.Add(writer, range);
        }
    }

    private void CheckHeader(SegmentHeader header, string writer, int segment, in ChainPlace place, bool isBehindGap)
    {
        if (header.Writer != writer)
        {
            Fault(FaultKind.Foreign, $"it is a segment of {header.Writer}", writer, segment);
        }
        else if (header.Segment != segment)
        {
            Fault(FaultKind.Reordered, Text($"it is segment {header.Segment}"), writer, segment);
        }
        else if (!isBehindGap && !header.Before.Is(place))
        {
            FaultKind kind = header.Before.Sequence > place.Sequence ? FaultKind.Missing : FaultKind.Inserted;
            Fault(kind, Text($"it goes on from record {header.Before.Sequence}, and what is before it ends with record {place.Sequence}, or with another one"), writer, segment);
        }
    }

    private void CheckEnd(SegmentResult result, string writer, int segment, bool isLast)
    {
        if (result.End == ScanEnd.BadLength)
        {
            Fault(FaultKind.Changed, "a record says a length that none has; nothing behind it can be read", writer, segment, result.EndOffset);
        }
        else if (result.End == ScanEnd.Torn && isLast && _source.IsWriting(writer))
        {
            _notices.Add($"{writer}: {result.RestBytes} bytes are being written");
        }
        else if (result.End == ScanEnd.Torn)
        {
            Fault(isLast ? FaultKind.Torn : FaultKind.Truncated, Text($"{result.RestBytes} bytes at the end are no whole record"), writer, segment, result.EndOffset);
        }

        if (isLast && result.Unsigned > 0)
        {
            _notices.Add(Text($"{writer}: unsigned tail of {result.Unsigned} events"));
        }
        else if (!isLast && result.Header is not null && (result.Unsigned > 0 || result.Records == 0))
        {
            Fault(FaultKind.Truncated, "it does not end with a signed head", writer, segment, result.EndOffset);
        }
    }

    private PruneRecord? ReadPruned(string writer)
    {
        if (_source.ReadPruned(writer) is not { } content)
        {
            return null;
        }

        try
        {
            PruneRecord? record = JsonSerializer.Deserialize(content, AuditJson.Default.PruneRecord);
            if (record is { Writer: var owner, Hash.Length: 2 * RecordLayout.HashBytes } && owner == writer && _keys.Find(record.Key) is { } key && record.IsSignedWith(key)
                && record.Hash.All(char.IsAsciiHexDigitLower))
            {
                return record;
            }
        }
        catch (JsonException)
        {
            // As one that nobody signed.
        }

        Fault(FaultKind.ForgedPrune, "what says that its first segments were deleted is not signed with a key that is trusted", writer);
        return null;
    }

    private void AddRootNotices(RootCheck roots)
    {
        if (roots.Pruned > 0)
        {
            _notices.Add(Text($"{roots.Pruned} days have roots over records that were deleted at their time: only their signatures were checked"));
        }

        int open = _days.Keys.Count(day => roots.LastDay is null || day > roots.LastDay);
        if (open > 0)
        {
            _notices.Add(Text($"{open} days have no root yet: heads vouch for them alone"));
        }
    }

    private void Fault(FaultKind kind, string message, string writer, int segment = 0, long offset = 0) => _faults.Add(new AuditFault(kind, message, writer, segment, offset));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
