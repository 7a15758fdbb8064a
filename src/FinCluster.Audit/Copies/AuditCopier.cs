using FinCluster.Audit.Format;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Copies;

/// <summary>
/// Brings a log to where a copy of it is kept: of what this process writes, up to the last signed head that is on the disk, because what is behind it may be written
/// anew after a failure; of a writer that no process holds, all whole records.
/// </summary>
/// <remarks>The files of the log are the queue: while the target is away nothing is lost, and what is missing there is found by asking what is there.</remarks>
/// <param name="folder">The folder of the log.</param>
/// <param name="own">The log that this process writes there; null when it writes none.</param>
/// <param name="target">Where the copy is kept; it is disposed of with the copier.</param>
public sealed class AuditCopier(string folder, AuditLog? own, IAuditCopyTarget target) : IAuditCopier
{
    private const int PieceBytes = 256 * 1024;

    private readonly AuditFolder _folder = new(folder);
    private readonly Dictionary<string, (long Length, long End)> _closed = new(StringComparer.Ordinal);

    // What is there by now; null when that has to be asked.
    private Dictionary<string, long>? _there;

    /// <inheritdoc/>
    public long CopiedBytes { get; private set; }

    /// <inheritdoc/>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        Exception? refusal = null;
        try
        {
            _there ??= (await target.ListAsync(cancellationToken)).ToDictionary(file => file.Path, file => file.Bytes, StringComparer.Ordinal);
            await CopyWholeAsync(_folder.Keys, "*.pub", AuditFolder.KeysName, cancellationToken);
            foreach (string writer in _folder.Writers().Where(WriterName.IsName))
            {
                try
                {
                    await CopyWriterAsync(writer, cancellationToken);
                }
                catch (Exception e) when (e is InvalidDataException or AuditCopyException { IsRefused: true })
                {
                    // A writer that is damaged, or was changed, holds up no other.
                    refusal ??= e;
                }
            }

            await CopyWholeAsync(_folder.Roots, "*.json", AuditFolder.RootsName, cancellationToken);
        }
        catch (Exception e)
        {
            // Whether a part that was on its way has arrived is not known.
            _there = null;
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new AuditCopyException($"the log cannot be read: {e.Message}", isRefused: false, e);
            }

            throw;
        }

        if (refusal is not null)
        {
            throw refusal as AuditCopyException ?? new AuditCopyException($"the log cannot be read: {refusal.Message}", isRefused: true, refusal);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    private async Task CopyWriterAsync(string writer, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> segments = _folder.Segments(writer);
        int last = segments.LastOrDefault(segment => _there!.ContainsKey(CopyPath.OfSegment(writer, segment).Text));
        if (segments is [> 1, ..] && File.Exists(_folder.Pruned(writer)) && !_there!.Keys.Any(file => file.StartsWith(writer + "/", StringComparison.Ordinal)))
        {
            await SendWholeAsync(CopyPath.OfPruned(writer).Text, _folder.Pruned(writer), cancellationToken);
        }

        foreach (int segment in segments.Where(segment => segment >= last))
        {
            await CopySegmentAsync(writer, segment, isLast: segment == segments[^1], cancellationToken);
        }
    }

    private async Task CopySegmentAsync(string writer, int segment, bool isLast, CancellationToken cancellationToken)
    {
        string path = _folder.Segment(writer, segment);
        string name = CopyPath.OfSegment(writer, segment).Text;
        long sent = _there!.GetValueOrDefault(name);
        if (EndOf(writer, segment, path, isLast) is not { } end || sent == end)
        {
            return;
        }

        if (sent > end)
        {
            throw new AuditCopyException($"the copy has more of {name} than the log: the log is an older one, or was cut", isRefused: true);
        }

        using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(path)).Scan;
        if (sent > 0)
        {
            scan.Seek(sent);
        }

        while (sent < end)
        {
            while (scan.Next < end && scan.Next - sent < PieceBytes && scan.MoveNext())
            {
                // Parts are whole records.
            }

            if (scan.Next <= sent || scan.Next > end)
            {
                throw new InvalidDataException($"{path} is damaged behind {sent}");
            }

            byte[] piece = new byte[scan.Next - sent];
            await using (Stream file = SegmentScan.OpenFile(path))
            {
                file.Position = sent;
                await file.ReadExactlyAsync(piece, cancellationToken);
            }

            await SendAsync(name, sent, piece, cancellationToken);
            sent += piece.Length;
        }
    }

    // Up to where it may be sent; null for not now.
    private long? EndOf(string writer, int segment, string path, bool isLast)
    {
        if (own?.Writer != writer)
        {
            return isLast ? ClosedEnd(writer, path) : new FileInfo(path).Length;
        }

        return own.Signed is not { } signed || signed.Segment < segment ? null
            : signed.Segment == segment ? signed.Bytes
            : new FileInfo(path).Length;
    }

    // Another process that writes it copies it, too.
    private long? ClosedEnd(string writer, string path)
    {
        long length = new FileInfo(path).Length;
        if (_closed.TryGetValue(path, out (long Length, long End) known) && known.Length == length)
        {
            return known.End;
        }

        if (_folder.IsWriting(writer))
        {
            return null;
        }

        using SegmentScan scan = SegmentScan.Open(SegmentScan.OpenFile(path)).Scan;
        while (scan.MoveNext())
        {
            // What is behind the last whole record is cut off by the next process of that name.
        }

        _closed[path] = (length, scan.Next);
        return scan.Next;
    }

    private async Task CopyWholeAsync(string from, string pattern, string to, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(from))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(from, pattern).Order(StringComparer.Ordinal))
        {
            string name = $"{to}/{Path.GetFileName(path)}";
            if (!_there!.ContainsKey(name) && CopyPath.TryParse(name) is not null)
            {
                await SendWholeAsync(name, path, cancellationToken);
            }
        }
    }

    private async Task SendWholeAsync(string name, string path, CancellationToken cancellationToken) =>
        await SendAsync(name, 0, await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);

    private async Task SendAsync(string name, long offset, byte[] content, CancellationToken cancellationToken)
    {
        await target.AddAsync(name, offset, content, cancellationToken);
        _there![name] = offset + content.Length;
        CopiedBytes += content.Length;
    }
}
