namespace FinCluster.Audit.Verification;

/// <summary>What is wrong with a log.</summary>
public enum FaultKind
{
    /// <summary>The bytes of a record, or of a segment's header, are not those that were written.</summary>
    Changed,

    /// <summary>Records are missing between two others.</summary>
    Missing,

    /// <summary>A record does not belong where it stands: it was added, or replaces another, or is of another chain.</summary>
    Inserted,

    /// <summary>A record stands behind one that was written after it.</summary>
    Reordered,

    /// <summary>Records at the end, for which a root or a head vouches, are missing.</summary>
    Truncated,

    /// <summary>The last segment ends within a record: the process ended there, or somebody cut it.</summary>
    Torn,

    /// <summary>A segment is another writer's.</summary>
    Foreign,

    /// <summary>A signature is none.</summary>
    ForgedHead,

    /// <summary>Something is signed with a key that is not trusted.</summary>
    UnknownKey,

    /// <summary>A segment is missing.</summary>
    MissingSegment,

    /// <summary>A writer is missing.</summary>
    MissingWriter,

    /// <summary>A day's root does not fit its records, or the root before it, or the one that was kept elsewhere.</summary>
    WrongRoot,

    /// <summary>A day's root is missing.</summary>
    MissingDay,

    /// <summary>The statement that segments were deleted at their time is none.</summary>
    ForgedPrune,
}
