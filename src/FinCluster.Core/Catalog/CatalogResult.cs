using System.Collections.Immutable;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog;

/// <summary>How a change ended.</summary>
public enum CatalogStatus
{
    /// <summary>It was made, now or by the same call before.</summary>
    Done,

    /// <summary>It was so already; nothing was written.</summary>
    Unchanged,

    /// <summary>The alias has moved on from the line that the caller expected; nothing was written.</summary>
    Conflict,

    /// <summary>Something that it names is not in the catalog.</summary>
    NotFound,

    /// <summary>It breaks a rule of the catalog.</summary>
    Refused,

    /// <summary>The release does not pass the gates, and nobody has overridden them.</summary>
    GatesFailed,

    /// <summary>It is not a well-formed change.</summary>
    Invalid,
}

/// <summary>What came of a change.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Message">A sentence for whoever asked.</param>
public sealed record CatalogResult(CatalogStatus Status, string Message)
{
    /// <summary>Gets the artifact or release that is meant; null where an alias is.</summary>
    public ArtifactHash? Id { get; init; }

    /// <summary>Gets the line that was written, or, where none was, the alias's last one; null when there is none.</summary>
    public AliasEntry? Entry { get; init; }

    /// <summary>Gets the gates that the release does not pass, overridden or not.</summary>
    public ImmutableArray<GateFailure> FailedGates { get; init; } = [];

    /// <summary>Gets a value indicating whether what was asked for is so now.</summary>
    public bool IsOk => Status is CatalogStatus.Done or CatalogStatus.Unchanged;

    /// <summary>Says to a caller of another process why it was not done.</summary>
    /// <exception cref="InvalidOperationException">It was done.</exception>
    public RequestException ToRequest() => new(
        Status switch
        {
            CatalogStatus.Conflict => ErrorCode.AliasMoved,
            CatalogStatus.NotFound => ErrorCode.CatalogEntryNotFound,
            CatalogStatus.Refused => ErrorCode.CatalogRefused,
            CatalogStatus.GatesFailed => ErrorCode.GatesFailed,
            CatalogStatus.Invalid => ErrorCode.InvalidRequest,
            _ => throw new InvalidOperationException("what was done is no error"),
        },
        Message);
}
