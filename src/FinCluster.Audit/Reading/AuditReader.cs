using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Reading;

/// <summary>Finds events in a log, whether it is written or not. It verifies nothing. Not thread-safe.</summary>
public sealed class AuditReader : IDisposable
{
    private readonly AuditFolder _folder;
    private readonly SecretBox? _secrets;

    private AuditReader(string folder, SecretBox? secrets)
    {
        _folder = new AuditFolder(folder);
        _secrets = secrets;
    }

    /// <summary>Opens a log for reading.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keys">Where the master key is; null leaves secrets as they are.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no master key.</exception>
    public static AuditReader Open(string folder, AuditKeys? keys)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no audit log in {folder}");
        }

        byte[]? master = keys is null ? null : keys.ReadMaster() ?? throw new FileNotFoundException($"there is no master key in {keys.MasterFile}");
        return new AuditReader(folder, master is null ? null : new SecretBox(new AuditFolder(folder).Keys, master));
    }

    /// <summary>Finds events: writer by writer, each in the order of its chain.</summary>
    /// <exception cref="InvalidDataException">A record that was found is damaged.</exception>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public IEnumerable<AuditRecord> Query(AuditFilter filter)
    {
        var wanted = new FilterBytes(filter);
        foreach (string writer in _folder.Writers())
        {
            IReadOnlyList<int> segments = _folder.Segments(writer);
            foreach (int segment in segments)
            {
                foreach (AuditRecord record in QuerySegment(writer, segment, wanted, isClosed: segment != segments[^1]))
                {
                    yield return record;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _secrets?.Dispose();

    private IEnumerable<AuditRecord> QuerySegment(string writer, int segment, FilterBytes wanted, bool isClosed)
    {
        string path = _folder.Segment(writer, segment);
        SegmentIndex? index = isClosed ? SegmentIndex.OpenOrBuild(path) : null;
        if (index is not null && !wanted.Overlaps(index.First, index.Last))
        {
            return [];
        }

        IReadOnlyList<long>? offsets = index is not null && wanted.IndexKey is { } key ? index.Find(key) : null;
        return offsets is { Count: 0 } ? [] : Read(path, writer, segment, wanted, offsets);
    }

    private IEnumerable<AuditRecord> Read(string path, string writer, int segment, FilterBytes wanted, IReadOnlyList<long>? offsets)
    {
        using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(path)).Scan;
        int next = 0;
        while (MoveNext(scan, offsets, next++))
        {
            if (wanted.Matches(scan.Record))
            {
                yield return ToRecord(scan.Record, writer, segment);
            }
        }
    }

    private static bool MoveNext(SegmentScan scan, IReadOnlyList<long>? offsets, int next)
    {
        if (offsets is null)
        {
            return scan.MoveNext();
        }

        if (next == offsets.Count)
        {
            return false;
        }

        scan.Seek(offsets[next]);
        return scan.MoveNext();
    }

    private AuditRecord ToRecord(RecordView record, string writer, int segment)
    {
        (Core.Audit.AuditEvent entry, SealedSecret? secret) = EventCodec.Read(record.Content);
        var state = SecretState.None;
        if (secret is not null)
        {
            string? text = _secrets?.TryOpen(entry, secret, writer, record.Sequence);
            state = _secrets is null ? SecretState.Sealed : text is null ? SecretState.Shredded : SecretState.Open;
            entry = entry with { Secret = text };
        }

        return new AuditRecord(
            writer, segment, record.Sequence, RecordTime.ToTime(record.Time), record.Hash.ToArray(), record.Hashed.ToArray(), entry, state);
    }
}
