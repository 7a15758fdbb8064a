using FinCluster.Core.Tenants;

namespace FinCluster.Core.Sessions;

/// <summary>The right to commit the next turn of a session, for a limited time.</summary>
/// <param name="Tenant">The owner of the session.</param>
/// <param name="Session">The session.</param>
/// <param name="Version">The version that the holder has read; the commit succeeds only from it.</param>
/// <param name="FencingToken">Grows with every lease of the session; a commit with an older one fails.</param>
public sealed record SessionLease(TenantId Tenant, SessionId Session, long Version, long FencingToken);

/// <summary>How an attempt to take the writer lease ended.</summary>
public enum AcquireStatus
{
    /// <summary>The caller holds the lease.</summary>
    Acquired,

    /// <summary>The tenant has no such session.</summary>
    NotFound,

    /// <summary>Somebody else holds the lease.</summary>
    Busy,

    /// <summary>The session is not at the version that the caller expects.</summary>
    VersionMismatch,
}

/// <summary>The outcome of taking the writer lease.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Lease">The lease; null unless acquired.</param>
/// <param name="Session">The session as the lease holder must extend it; null unless acquired.</param>
/// <param name="ActualVersion">The session's version, for the error message; 0 when it is not found.</param>
public sealed record AcquireResult(AcquireStatus Status, SessionLease? Lease, SessionRecord? Session, long ActualVersion);

/// <summary>How a commit ended.</summary>
public enum CommitStatus
{
    /// <summary>The turn is stored and the lease is over.</summary>
    Committed,

    /// <summary>The lease ran out or was taken over; nothing is stored.</summary>
    LeaseLost,

    /// <summary>The session was deleted; nothing is stored.</summary>
    NotFound,
}

/// <summary>The outcome of a commit.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Version">The version after the commit; 0 unless committed.</param>
public readonly record struct CommitResult(CommitStatus Status, long Version);

/// <summary>How a deletion ended.</summary>
public enum DeleteStatus
{
    /// <summary>The session is gone.</summary>
    Deleted,

    /// <summary>The tenant has no such session.</summary>
    NotFound,

    /// <summary>A writer holds the lease; nothing changed.</summary>
    Busy,
}
