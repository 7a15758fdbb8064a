using System.Collections.Immutable;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>A part of a regular expression, over decoded characters.</summary>
internal abstract record PatternNode
{
    /// <summary>The part that matches the empty text only.</summary>
    public static readonly PatternNode Empty = new PatternSequence([]);

    /// <summary>Gets the least number of characters that it matches.</summary>
    public abstract long MinLength { get; }

    /// <summary>Gets the greatest number of characters that it matches; null: any.</summary>
    public abstract long? MaxLength { get; }
}

/// <summary>One character out of <paramref name="Members"/>.</summary>
internal sealed record PatternSet(ScalarSet Members) : PatternNode
{
    /// <inheritdoc/>
    public override long MinLength => 1;

    /// <inheritdoc/>
    public override long? MaxLength => 1;
}

/// <summary>Every item in turn.</summary>
internal sealed record PatternSequence(ImmutableArray<PatternNode> Items) : PatternNode
{
    /// <inheritdoc/>
    public override long MinLength { get; } = Items.Sum(item => item.MinLength);

    /// <inheritdoc/>
    public override long? MaxLength { get; } = Items.Any(item => item.MaxLength is null) ? null : Items.Sum(item => item.MaxLength);
}

/// <summary>Any one of the items; there is at least one.</summary>
internal sealed record PatternChoice(ImmutableArray<PatternNode> Items) : PatternNode
{
    /// <inheritdoc/>
    public override long MinLength { get; } = Items.Min(item => item.MinLength);

    /// <inheritdoc/>
    public override long? MaxLength { get; } = Items.Any(item => item.MaxLength is null) ? null : Items.Max(item => item.MaxLength);
}

/// <summary><paramref name="Item"/> from <paramref name="Minimum"/> to <paramref name="Maximum"/> times; null: without end.</summary>
internal sealed record PatternRepeat(PatternNode Item, int Minimum, int? Maximum) : PatternNode
{
    /// <inheritdoc/>
    public override long MinLength { get; } = Saturated(Item.MinLength, Minimum);

    /// <inheritdoc/>
    public override long? MaxLength { get; } = Maximum is { } most && Item.MaxLength is { } length ? Saturated(length, most)
        : Maximum == 0 || Item.MaxLength == 0 ? 0
        : null;

    // Repetitions nest: sixteen levels of ten thousand are more than a long holds. No bound on a length is near a billion.
    private static long Saturated(long length, int count) => Math.Min(length * count, 1_000_000_000);
}
