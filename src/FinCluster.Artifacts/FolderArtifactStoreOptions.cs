namespace FinCluster.Artifacts;

/// <summary>What a <see cref="FolderArtifactStore"/> takes.</summary>
public sealed record FolderArtifactStoreOptions
{
    /// <summary>Gets the largest file, in bytes.</summary>
    /// <value>Default 1 TiB.</value>
    public long MaxArtifactBytes { get; init; } = 1L << 40;

    /// <summary>Gets how many bytes all files may have together; what was used longest ago makes room. Null for a store that never forgets.</summary>
    /// <value>Default null.</value>
    public long? MaxTotalBytes { get; init; }

    /// <summary>Gets how long what was received of a file waits for the rest.</summary>
    /// <value>Default 7 days.</value>
    public TimeSpan PartialLifetime { get; init; } = TimeSpan.FromDays(7);
}
