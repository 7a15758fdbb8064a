using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>What a guard says of one text. It holds no text, so it may be logged.</summary>
public sealed record GuardVerdict
{
    /// <summary>Gets what happens.</summary>
    public required GuardAction Action { get; init; }

    /// <summary>Gets what it is about; null when nothing was found.</summary>
    public GuardCategory? Category { get; init; }

    /// <summary>Gets the rules that the text breaks. Two lists are equal only if they are one, or empty.</summary>
    public ImmutableArray<GuardFinding> Findings { get; init; } = [];

    /// <summary>Gets how sure the classifier is that the text is to be refused, 0 to 1; null when it was not asked.</summary>
    public double? Score { get; init; }

    /// <summary>Gets the rule packs that were applied, such as <c>cn@2026.11</c>, in their order, and the classifier's name if it was asked.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];
}
