using FinCluster.Audit.Format;

namespace FinCluster.Audit;

/// <summary>Where what lies in the folder of a log: a folder for each writer, <c>keys</c>, <c>roots</c> and <c>holds.json</c>.</summary>
/// <param name="path">The folder.</param>
internal sealed class AuditFolder(string path)
{
    public const string KeysName = "keys";
    public const string RootsName = "roots";
    public const string PrunedName = "pruned.json";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Gets the folder of the keys of subjects, and of the public keys that sign.</summary>
    public string Keys => System.IO.Path.Combine(Path, KeysName);

    public string Roots => System.IO.Path.Combine(Path, RootsName);

    public string Holds => System.IO.Path.Combine(Path, "holds.json");

    public string WriterFolder(string writer) => System.IO.Path.Combine(Path, writer);

    public string Segment(string writer, int segment) => System.IO.Path.Combine(Path, writer, WriterName.SegmentFile(segment));

    public string Pruned(string writer) => System.IO.Path.Combine(Path, writer, PrunedName);

    public string Lock(string writer) => System.IO.Path.Combine(Path, writer, "lock");

    /// <summary>Lists the writers, by name.</summary>
    public IReadOnlyList<string> Writers() => Directory.Exists(Path)
        ? [.. Directory.EnumerateDirectories(Path).Select(folder => System.IO.Path.GetFileName(folder)!).Where(name => name is not (KeysName or RootsName)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Lists the numbers of a writer's segments, rising.</summary>
    public IReadOnlyList<int> Segments(string writer) =>
        [.. Directory.EnumerateFiles(WriterFolder(writer)).Select(file => WriterName.SegmentOf(System.IO.Path.GetFileName(file))).Where(segment => segment > 0).Order()];

    /// <summary>Says whether a process holds the writer now.</summary>
    public bool IsWriting(string writer)
    {
        try
        {
            using FileStream? held = TryLock(writer, FileMode.Open);
            return held is null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // No such file, or a copy that nobody may write to.
            return false;
        }
    }

    /// <summary>Takes a writer for this process; the system gives it back when the process ends.</summary>
    /// <returns>What holds it; null when another process does.</returns>
    public FileStream? TryLock(string writer, FileMode mode = FileMode.OpenOrCreate)
    {
        try
        {
            return new FileStream(Lock(writer), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }
}
