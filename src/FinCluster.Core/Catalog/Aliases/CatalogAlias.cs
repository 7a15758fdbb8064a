using System.Collections.Immutable;
using FinCluster.Core.Catalog.Canaries;

namespace FinCluster.Core.Catalog.Aliases;

/// <summary>What an alias points to.</summary>
public enum AliasKind
{
    /// <summary>A release: <c>fin-chat</c>.</summary>
    Model,

    /// <summary>An adapter for a line of business: the middle of <c>fin-chat+brokerage+aml</c>.</summary>
    DomainAdapter,

    /// <summary>An adapter for a task: the end of <c>fin-chat+brokerage+aml</c>.</summary>
    TaskAdapter,
}

/// <summary>A movable name, with everything that was ever done with it. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What it points to; that never changes.</param>
/// <param name="History">All lines, the first one first. There is at least one.</param>
public sealed record CatalogAlias(string Name, AliasKind Kind, ImmutableList<AliasEntry> History)
{
    /// <summary>Gets the last line.</summary>
    public AliasEntry Current => History[^1];

    /// <summary>Gets the number of the last line: what a change expects to find.</summary>
    public long Sequence => Current.Sequence;

    /// <summary>Gets what it points to.</summary>
    public ArtifactHash Target => Current.Target;

    /// <summary>Gets the release on trial; null for none. Whatever else is done ends it.</summary>
    public Canary? Canary => Current.Action == AliasAction.CanaryStart ? Current.Canary : null;

    /// <summary>Gets the line that a rollback goes to that names none: what it pointed to before it came to point to this; null for none.</summary>
    /// <remarks>So a second rollback goes one further back, and not to what was just left.</remarks>
    public AliasEntry? Before
    {
        get
        {
            long origin = OriginOf(Current).Sequence;
            return origin > 1 ? OriginOf(Find(origin - 1)!) : null;
        }
    }

    /// <summary>Finds a line; null when there is none of that number.</summary>
    public AliasEntry? Find(long sequence) => sequence >= 1 && sequence <= History.Count ? History[(int)sequence - 1] : null;

    /// <summary>Finds the last line that pointed to something; null when none did.</summary>
    public AliasEntry? FindLast(ArtifactHash target) => History.FindLast(entry => entry.Target == target);

    /// <summary>Finds the promotion that a line's target came by.</summary>
    public AliasEntry OriginOf(AliasEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        AliasEntry at = entry;
        while (at.Action is AliasAction.CanaryStart or AliasAction.CanaryAbort)
        {
            at = Find(at.Sequence - 1)!;
        }

        return at.Restores is { } restored ? Find(restored)! : at;
    }
}
