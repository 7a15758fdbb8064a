using System.Text.Json;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Retention;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;

namespace FinCluster.Audit.Copies;

/// <summary>The copy of one site's log: a log like any other for whoever reads or verifies it. Not thread-safe.</summary>
internal sealed class SiteCopy(string path)
{
    /// <summary>The most bytes of a file that is no segment.</summary>
    public const int MaxSmallFile = 4 * 1024 * 1024;

    private readonly AuditFolder _folder = new(path);
    private readonly Dictionary<string, WriterState> _ends = new(StringComparer.Ordinal);

    /// <summary>Lists what is there.</summary>
    public IReadOnlyList<AuditCopyFile> List()
    {
        if (!Directory.Exists(_folder.Path))
        {
            return [];
        }

        // First, because it may set aside what the process before this one left.
        foreach (string writer in _folder.Writers())
        {
            _ = EndOf(writer);
        }

        return
        [
            .. Directory.EnumerateDirectories(_folder.Path).SelectMany(Directory.EnumerateFiles)
                .Select(file => (Path: CopyPath.TryParse(Path.GetRelativePath(_folder.Path, file).Replace(Path.DirectorySeparatorChar, '/')), new FileInfo(file).Length))
                .Where(file => file.Path is not null)
                .Select(file => new AuditCopyFile(file.Path!.Value.Text, BytesOf(file.Path.Value, file.Length)))
                .Where(file => file.Bytes > 0)
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds a part of a file and waits for the disk.</summary>
    /// <exception cref="RequestException">It does not belong there.</exception>
    public void Add(CopyPath file, long offset, ReadOnlyMemory<byte> content)
    {
        if (file.Kind == CopyKind.Segment)
        {
            AddToSegment(file, offset, content);
            return;
        }

        if (offset != 0 || content.Length is 0 or > MaxSmallFile)
        {
            throw RequestException.Invalid("body", $"{file.Text} comes as a whole, with 1 to {MaxSmallFile} bytes");
        }

        if (file.Kind == CopyKind.Pruned)
        {
            CheckPruned(file, content);
        }

        AddWhole(file, content);
    }

    // A part that could not be written whole has left something behind the end, which does not count.
    private long BytesOf(CopyPath file, long length)
    {
        if (file.Kind != CopyKind.Segment)
        {
            return length;
        }

        WriterState end = EndOf(file.Writer);
        return file.Segment < end.Segment ? length : file.Segment == end.Segment ? end.Length : 0;
    }

    private void AddToSegment(CopyPath file, long offset, ReadOnlyMemory<byte> content)
    {
        WriterState next = CopyChain.Add(EndOf(file.Writer), file, offset, content);
        FolderMode.CreatePrivate(_folder.WriterFolder(file.Writer));
        using (var segment = new FileStream(PathOf(file), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read))
        {
            // What an attempt that failed has left.
            segment.SetLength(offset);
            segment.Position = offset;
            segment.Write(content.Span);
            segment.Flush(flushToDisk: true);
        }

        _ends[file.Writer] = next;
    }

    // What is here stays as it is: a site that sends something else has changed its log.
    private void AddWhole(CopyPath file, ReadOnlyMemory<byte> content)
    {
        string path = PathOf(file);
        FolderMode.CreatePrivate(Path.GetDirectoryName(path)!);
        KeyFile.WriteNew(path, content.Span);
        if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(content.Span))
        {
            throw CopyChain.Refused(file, 0, "another one is here");
        }
    }

    private void CheckPruned(CopyPath file, ReadOnlyMemory<byte> content)
    {
        if (EndOf(file.Writer).Last.Sequence > 0 && !File.Exists(PathOf(file)))
        {
            throw CopyChain.Refused(file, 0, "the first records are here");
        }

        if (ReadPruned(content.Span) is not { } pruned || pruned.Writer != file.Writer)
        {
            throw RequestException.Invalid("body", $"{file.Text} does not say what was deleted of that writer");
        }

        _ends.Remove(file.Writer);
    }

    // Read once. What does not go on from the records before it was never confirmed, or the disk has lost it: it is set aside, and the site sends it again.
    private WriterState EndOf(string writer)
    {
        if (!_ends.TryGetValue(writer, out WriterState end))
        {
            _ends[writer] = end = ReadEnd(writer);
        }

        return end;
    }

    private WriterState ReadEnd(string writer)
    {
        if (!Directory.Exists(_folder.WriterFolder(writer)))
        {
            return new WriterState(0, 0, ChainPlace.Start(writer), 0, 0);
        }

        foreach (int segment in _folder.Segments(writer).Reverse())
        {
            string path = _folder.Segment(writer, segment);
            try
            {
                WriterState end = CopyChain.Read(SegmentScan.OpenFile(path));
                WriterRecovery.SetAside(path, end.Length);
                return end;
            }
            catch (InvalidDataException)
            {
                WriterRecovery.SetAside(path, 0);
                File.Delete(path);
            }
        }

        return File.Exists(_folder.Pruned(writer)) && ReadPruned(File.ReadAllBytes(_folder.Pruned(writer))) is { } pruned
            ? CopyChain.Behind(pruned)
            : new WriterState(0, 0, ChainPlace.Start(writer), 0, 0);
    }

    private static PruneRecord? ReadPruned(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, AuditJson.Default.PruneRecord) is
                { Segment: > 0 and <= WriterName.MaxSegment, Sequence: > 0, Hash.Length: 2 * RecordLayout.HashBytes } pruned && pruned.Hash.All(char.IsAsciiHexDigitLower)
                ? pruned
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(CopyPath file) => Path.Combine(_folder.Path, file.Text.Replace('/', Path.DirectorySeparatorChar));
}
