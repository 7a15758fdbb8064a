using System.Text.Json;
using System.Text.Json.Nodes;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Reading;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using Microsoft.Extensions.Logging;

namespace FinCluster.Audit.Retention;

/// <summary>Holds, destroys and deletes what a log keeps. Each act is an event of the log before it is done. Not thread-safe.</summary>
public sealed class AuditKeeper : IAsyncDisposable
{
    private readonly AuditFolder _folder;
    private readonly AuditLog _log;
    private readonly SigningKey _signing;
    private readonly TimeProvider _time;
    private readonly string _actor;

    private AuditKeeper(AuditFolder folder, AuditLog log, SigningKey signing, TimeProvider time, string actor)
    {
        _folder = folder;
        _log = log;
        _signing = signing;
        _time = time;
        _actor = actor;
    }

    /// <summary>Opens a log; acts are written under the name that the options give.</summary>
    /// <param name="options">The log.</param>
    /// <param name="actor">Who acts, for the record.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log of the program.</param>
    /// <exception cref="IOException">The log cannot be written.</exception>
    /// <exception cref="InvalidDataException">A key file holds no key.</exception>
    public static async Task<AuditKeeper> OpenAsync(AuditLogOptions options, string actor, TimeProvider time, ILogger logger)
    {
        AuditLog log = await AuditLog.OpenAsync(options, time, logger);
        return new AuditKeeper(new AuditFolder(options.Folder), log, options.Keys.ReadOrCreateSigningKey(), time, actor);
    }

    /// <summary>Reads the holds of a log.</summary>
    /// <exception cref="InvalidDataException">The file of holds is damaged.</exception>
    public static IReadOnlyList<LegalHold> ReadHolds(string folder) => HoldFile.Read(new AuditFolder(folder));

    /// <summary>Places a hold.</summary>
    /// <exception cref="ArgumentException">There is one of that name, or it names nothing.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and is not placed.</exception>
    public async Task HoldAsync(LegalHold hold, CancellationToken cancellationToken)
    {
        IReadOnlyList<LegalHold> holds = HoldFile.Read(_folder);
        if (holds.Any(other => other.Id == hold.Id))
        {
            throw new ArgumentException($"there is a hold {hold.Id} already", nameof(hold));
        }

        if (hold is { Tenant: null, Subject: null, Request: null, From: null, To: null })
        {
            throw new ArgumentException("a hold names a tenant, a subject, a request or a time", nameof(hold));
        }

        await RecordAsync(AuditEventTypes.Held, hold.Tenant, hold.Subject, JsonSerializer.SerializeToNode(hold, AuditJson.Line.LegalHold)!.AsObject(), cancellationToken);
        HoldFile.Write(_folder, [.. holds, hold]);
    }

    /// <summary>Lifts a hold.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and stays.</exception>
    public async Task<bool> ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<LegalHold> holds = HoldFile.Read(_folder);
        if (holds.FirstOrDefault(hold => hold.Id == id) is not { } lifted)
        {
            return false;
        }

        await RecordAsync(AuditEventTypes.Released, lifted.Tenant, lifted.Subject, new JsonObject { ["id"] = id }, cancellationToken);
        HoldFile.Write(_folder, holds.Where(hold => hold.Id != id));
        return true;
    }

    /// <summary>Destroys a subject's key, so that nobody can read his secrets any more. The chain stays as it is.</summary>
    /// <returns>Whether he had one.</returns>
    /// <exception cref="ArgumentException">A hold is on records of his.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and is not done.</exception>
    public async Task<bool> ShredAsync(string subject, CancellationToken cancellationToken)
    {
        IReadOnlyList<LegalHold> holds = HoldFile.Read(_folder);
        if (holds.Count > 0)
        {
            using AuditReader reader = AuditReader.Open(_folder.Path, keys: null);
            if (reader.Query(new AuditFilter { Subject = subject }).SelectMany(record => holds.Where(hold => hold.Matches(record.Event))).FirstOrDefault() is { } hold)
            {
                throw new ArgumentException($"the hold {hold.Id} is on records of this subject", nameof(subject));
            }
        }

        await RecordAsync(AuditEventTypes.Shredded, null, subject, [], cancellationToken);
        return SubjectKeyFiles.Destroy(_folder.Keys, SubjectScope.OfSubject(subject));
    }

    /// <summary>Deletes the first segments of each writer as far as the time of all their events is over and no hold is on one.</summary>
    /// <remarks>The last segment of a writer stays, because its chain goes on there, and so do all behind one that stays.</remarks>
    /// <param name="classes">How long events are kept.</param>
    /// <param name="dryRun">Whether to say only what would go.</param>
    /// <param name="cancellationToken">Ends it between segments.</param>
    /// <exception cref="InvalidDataException">A segment, or the file of holds, is damaged; what comes before it may be deleted by then.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and is not done.</exception>
    public async Task<IReadOnlyList<PrunedSegment>> PruneAsync(RetentionClasses classes, bool dryRun, CancellationToken cancellationToken)
    {
        IReadOnlyList<LegalHold> holds = HoldFile.Read(_folder);
        var pruned = new List<PrunedSegment>();
        foreach (string writer in _folder.Writers())
        {
            IReadOnlyList<int> segments = _folder.Segments(writer);
            foreach (int segment in segments.Take(segments.Count - 1))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (FindEnd(writer, segment, classes, holds) is not { } last)
                {
                    break;
                }

                long bytes = new FileInfo(_folder.Segment(writer, segment)).Length;
                pruned.Add(new PrunedSegment(writer, segment, last.Sequence, bytes));
                if (!dryRun)
                {
                    await DeleteAsync(writer, segment, last, cancellationToken);
                }
            }
        }

        return pruned;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>Reads a segment that may be deleted as a whole.</summary>
    /// <returns>Its last record; null when something in it must be kept.</returns>
    private ChainPlace? FindEnd(string writer, int segment, RetentionClasses classes, IReadOnlyList<LegalHold> holds)
    {
        DateTimeOffset now = _time.GetUtcNow();
        (SegmentScan scan, SegmentHeader header) = SegmentScan.Open(SegmentScan.OpenFile(_folder.Segment(writer, segment)));
        using (scan)
        {
            ChainPlace last = header.Before;
            while (scan.MoveNext())
            {
                RecordView record = scan.Record;
                if (record.Sequence != last.Sequence + 1 || !record.Previous.SequenceEqual(last.Hash) || !record.IsIntact())
                {
                    throw new InvalidDataException($"{_folder.Segment(writer, segment)} is damaged at {scan.Offset}; verify the log");
                }

                if (record.Kind == RecordKind.Event && EventCodec.Read(record.Content).Event is var entry
                    && (!classes.IsOver(entry.Retention, entry.Time, now) || holds.Any(hold => hold.Matches(entry))))
                {
                    return null;
                }

                last = new ChainPlace(record.Sequence, record.Hash.ToArray());
            }

            return scan.End == ScanEnd.Whole ? last : throw new InvalidDataException($"{_folder.Segment(writer, segment)} is damaged at {scan.Next}; verify the log");
        }
    }

    // Recorded, then signed, then deleted: what ends between two of them leaves files that nobody needs, and never a hole that nobody vouches for.
    private async Task DeleteAsync(string writer, int segment, ChainPlace last, CancellationToken cancellationToken)
    {
        await RecordAsync(
            AuditEventTypes.Pruned, null, null, new JsonObject { ["writer"] = writer, ["segment"] = segment, ["last"] = last.Sequence }, cancellationToken);
        string path = _folder.Pruned(writer);
        string temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, PruneRecord.Sign(writer, segment, last, _time.GetUtcNow(), _signing), AuditJson.Default.PruneRecord);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        File.Delete(SegmentIndex.PathOf(_folder.Segment(writer, segment)));
        File.Delete(_folder.Segment(writer, segment));
    }

    private async Task RecordAsync(string type, string? tenant, string? subject, JsonObject body, CancellationToken cancellationToken)
    {
        body["actor"] = _actor;
        AuditPlace place = _log.Append(new AuditEvent
        {
            Type = type,
            Time = _time.GetUtcNow(),
            Tenant = tenant,
            Subject = subject,
            Retention = "interaction",
            Body = body.ToJsonString(),
        });
        await _log.WaitAsync(place, cancellationToken);
    }
}
