using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog;

/// <summary>A change that was decided: an entry of the catalog's log, which is only ever added to.</summary>
/// <param name="Request">The call that asked for it. With it no two entries are alike.</param>
/// <param name="At">When it was decided.</param>
public abstract record CatalogChange(string Request, DateTimeOffset At);

/// <summary>An artifact was added.</summary>
public sealed record ArtifactPushed(string Request, Artifact Artifact) : CatalogChange(Request, Artifact.CreatedAt);

/// <summary>An artifact that nothing named was removed.</summary>
public sealed record ArtifactRemoved(string Request, DateTimeOffset At, ArtifactHash Hash) : CatalogChange(Request, At);

/// <summary>A release was added.</summary>
public sealed record ReleasePushed(string Request, DateTimeOffset At, Release Release) : CatalogChange(Request, At);

/// <summary>An alias was made or moved.</summary>
public sealed record AliasMoved(string Alias, AliasKind Kind, AliasEntry Entry) : CatalogChange(Entry.Request, Entry.At);

/// <summary>What the rules say to a command.</summary>
/// <param name="Result">What the caller is told once the change is stored.</param>
/// <param name="Change">What is to be stored; null for nothing.</param>
public sealed record CatalogDecision(CatalogResult Result, CatalogChange? Change);
