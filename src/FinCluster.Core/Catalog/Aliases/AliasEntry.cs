using System.Collections.Immutable;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog.Aliases;

/// <summary>What was done with an alias.</summary>
public enum AliasAction
{
    /// <summary>It points to something else from now on.</summary>
    Promote,

    /// <summary>It points to what it pointed to before.</summary>
    Rollback,

    /// <summary>A share of its requests goes to another release.</summary>
    CanaryStart,

    /// <summary>The canary has become what it points to.</summary>
    CanaryPromote,

    /// <summary>The canary was taken back.</summary>
    CanaryAbort,
}

/// <summary>A line of an alias's history. It never changes.</summary>
/// <param name="Sequence">Its number: 1 for the first, then without a gap.</param>
/// <param name="At">When it was written; never before the line before.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What was done.</param>
/// <param name="Target">What the alias points to from now on: a release, or an adapter.</param>
/// <param name="Reason">Why.</param>
public sealed record AliasEntry(long Sequence, DateTimeOffset At, string Actor, AliasAction Action, ArtifactHash Target, string Reason)
{
    /// <summary>Gets how strongly the adapter changes the base; null for a release.</summary>
    public decimal? Scale { get; init; }

    /// <summary>Gets the canary that began or ended; null for none.</summary>
    public Canary? Canary { get; init; }

    /// <summary>Gets why the gates were overridden; null when they were not.</summary>
    public string? Override { get; init; }

    /// <summary>Gets the gates that were overridden.</summary>
    public ImmutableArray<GateFailure> FailedGates { get; init; } = [];

    /// <summary>Gets the line whose target a rollback restored; null for everything else.</summary>
    public long? Restores { get; init; }

    /// <summary>Gets the name of the call that did it, so that a call that comes twice does it once.</summary>
    public required string Request { get; init; }
}
