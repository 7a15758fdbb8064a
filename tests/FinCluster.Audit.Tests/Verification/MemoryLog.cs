using FinCluster.Audit.Verification;

namespace FinCluster.Audit.Tests.Verification;

/// <summary>The files of a log in memory, for changing them many times.</summary>
internal sealed class MemoryLog : IAuditSource
{
    public SortedDictionary<string, SortedDictionary<int, byte[]>> Logs { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, byte[]> Roots { get; } = new(StringComparer.Ordinal);

    public static MemoryLog Read(AuditFolder folder)
    {
        var log = new MemoryLog();
        foreach (string writer in folder.Writers())
        {
            log.Logs[writer] = new(folder.Segments(writer).ToDictionary(segment => segment, segment => File.ReadAllBytes(folder.Segment(writer, segment))));
        }

        foreach ((string name, byte[] content) in new FolderSource(folder).ReadRoots())
        {
            log.Roots[name] = content;
        }

        return log;
    }

    /// <summary>A log that can be changed without changing this one, as long as byte arrays are replaced and not written to.</summary>
    public MemoryLog Copy()
    {
        var copy = new MemoryLog();
        foreach ((string writer, SortedDictionary<int, byte[]> segments) in Logs)
        {
            copy.Logs[writer] = new(segments);
        }

        foreach ((string name, byte[] content) in Roots)
        {
            copy.Roots[name] = content;
        }

        return copy;
    }

    public IReadOnlyList<string> Writers() => [.. Logs.Keys];

    public IReadOnlyList<int> Segments(string writer) => [.. Logs[writer].Keys];

    public Stream OpenSegment(string writer, int segment) => new MemoryStream(Logs[writer][segment], writable: false);

    public byte[]? ReadPruned(string writer) => null;

    IReadOnlyList<(string Name, byte[] Content)> IAuditSource.ReadRoots() => [.. Roots.Select(root => (root.Key, root.Value))];

    public bool IsWriting(string writer) => false;
}
