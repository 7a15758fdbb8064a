using FinCluster.Audit.Format;

namespace FinCluster.Audit.Verification;

/// <summary>A log in a folder.</summary>
internal sealed class FolderSource(AuditFolder folder) : IAuditSource
{
    public IReadOnlyList<string> Writers() => folder.Writers();

    public IReadOnlyList<int> Segments(string writer) => folder.Segments(writer);

    public Stream OpenSegment(string writer, int segment) => SegmentScan.OpenFile(folder.Segment(writer, segment));

    public byte[]? ReadPruned(string writer) => File.Exists(folder.Pruned(writer)) ? File.ReadAllBytes(folder.Pruned(writer)) : null;

    public IReadOnlyList<(string Name, byte[] Content)> ReadRoots() => Directory.Exists(folder.Roots)
        ? [.. Directory.EnumerateFiles(folder.Roots, "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file)))]
        : [];

    public bool IsWriting(string writer) => folder.IsWriting(writer);
}
