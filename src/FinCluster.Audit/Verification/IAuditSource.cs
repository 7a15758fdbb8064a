namespace FinCluster.Audit.Verification;

/// <summary>The files of a log for reading.</summary>
internal interface IAuditSource
{
    IReadOnlyList<string> Writers();

    IReadOnlyList<int> Segments(string writer);

    Stream OpenSegment(string writer, int segment);

    /// <summary>Gives the statement that a writer's first segments were deleted; null when there is none.</summary>
    byte[]? ReadPruned(string writer);

    /// <summary>Gives the files of the roots, by name.</summary>
    IReadOnlyList<(string Name, byte[] Content)> ReadRoots();

    /// <summary>Says whether a process writes to the writer's last segment now.</summary>
    bool IsWriting(string writer);
}
