namespace FinCluster.Audit.Copies;

/// <summary>What a file of a copy is.</summary>
internal enum CopyKind
{
    /// <summary>Records; they are added to.</summary>
    Segment,

    /// <summary>What says that a writer's first segments were deleted; it comes before his first segment.</summary>
    Pruned,

    /// <summary>A day's root.</summary>
    Root,

    /// <summary>A public key.</summary>
    PublicKey,
}
