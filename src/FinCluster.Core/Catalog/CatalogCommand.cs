using System.Security.Cryptography;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog;

/// <summary>A change that somebody asks for. <see cref="CatalogRules"/> says what comes of it.</summary>
public abstract record CatalogCommand
{
    /// <summary>The longest name of a call.</summary>
    public const int MaxRequestLength = 64;

    /// <summary>Gets the name of this call, drawn at random unless the caller, who may repeat it, names it.</summary>
    public string Request { get; init; } = NewRequest();

    /// <summary>Draws the name of a call.</summary>
    public static string NewRequest() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}

/// <summary>Adds what is known of a file.</summary>
/// <param name="Artifact">The artifact; when it was added is set by the catalog.</param>
public sealed record PushArtifact(Artifact Artifact) : CatalogCommand;

/// <summary>Removes what nothing names. An artifact that is not there is no error.</summary>
/// <param name="Hash">The artifact.</param>
public sealed record RemoveArtifact(ArtifactHash Hash) : CatalogCommand;

/// <summary>Adds a release.</summary>
/// <param name="Release">The release.</param>
public sealed record PushRelease(Release Release) : CatalogCommand;

/// <summary>Moves an alias, if nobody has moved it meanwhile.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="ExpectedSequence">The last line of its history that the caller knows; 0 when there is no such alias yet.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Reason">Why.</param>
public abstract record AliasCommand(string Alias, long ExpectedSequence, string Actor, string Reason) : CatalogCommand;

/// <summary>Points an alias to a release, or to an adapter, and makes the alias when there is none.</summary>
public sealed record Promote(string Alias, long ExpectedSequence, string Actor, string Reason, ArtifactHash Target)
    : AliasCommand(Alias, ExpectedSequence, Actor, Reason)
{
    /// <summary>Gets how strongly an adapter changes the base; null for 1. A release has its own.</summary>
    public decimal? Scale { get; init; }

    /// <summary>Gets what a release has to pass.</summary>
    public GateLimits Limits { get; init; } = new();

    /// <summary>Gets why gates that are not passed do not count; null when they do.</summary>
    public string? Override { get; init; }
}

/// <summary>Points an alias to what it pointed to before. Gates are not asked: it passed them, or was let through, then.</summary>
public sealed record RollBack(string Alias, long ExpectedSequence, string Actor, string Reason) : AliasCommand(Alias, ExpectedSequence, Actor, Reason)
{
    /// <summary>Gets the line whose target is restored; null for none in particular.</summary>
    public long? ToSequence { get; init; }

    /// <summary>Gets the target that is restored; null for none in particular.</summary>
    public ArtifactHash? ToTarget { get; init; }
}

/// <summary>Sends a share of an alias's requests to another release, which must pass the gates like one that is promoted.</summary>
public sealed record StartCanary(string Alias, long ExpectedSequence, string Actor, string Reason, Canary Canary)
    : AliasCommand(Alias, ExpectedSequence, Actor, Reason)
{
    /// <summary>Gets what the release has to pass.</summary>
    public GateLimits Limits { get; init; } = new();

    /// <summary>Gets why gates that are not passed do not count; null when they do.</summary>
    public string? Override { get; init; }
}

/// <summary>Ends the trial of a canary.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="ExpectedSequence">The last line of its history that the caller knows.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsPromoted">Whether the alias points to the canary's release from now on.</param>
public sealed record EndCanary(string Alias, long ExpectedSequence, string Actor, string Reason, bool IsPromoted)
    : AliasCommand(Alias, ExpectedSequence, Actor, Reason);
