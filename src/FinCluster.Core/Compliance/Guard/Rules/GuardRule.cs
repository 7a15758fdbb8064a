using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>One rule of a pack: a sequence of word sets, or a regular expression.</summary>
public sealed record GuardRule
{
    /// <summary>Gets its id, unique among all packs of a set.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it is about.</summary>
    public required GuardCategory Category { get; init; }

    /// <summary>Gets how much a match weighs for a reviewer.</summary>
    public GuardSeverity Severity { get; init; } = GuardSeverity.Medium;

    /// <summary>Gets which texts it reads.</summary>
    public required GuardDirections Directions { get; init; }

    /// <summary>Gets what it asks for: review or refusal.</summary>
    public required GuardAction Action { get; init; }

    /// <summary>Gets a value indicating whether a match is refused whatever a classifier says.</summary>
    public bool IsCertain { get; init; }

    /// <summary>Gets the word sets, in their order; empty for a rule that is a regular expression.</summary>
    public ImmutableArray<RuleStep> Steps { get; init; } = [];

    /// <summary>Gets a value indicating whether the word sets may come in any order; only rules for input.</summary>
    public bool IsAnyOrder { get; init; }

    /// <summary>Gets the most characters from the first word to the last of a rule in any order.</summary>
    public int Window { get; init; }

    /// <summary>Gets a value indicating whether a sentence may end between the words.</summary>
    public bool CrossesSentences { get; init; }

    /// <summary>Gets what makes a match harmless.</summary>
    public ImmutableArray<RuleUnless> Unless { get; init; } = [];

    /// <summary>Gets the regular expression over the normalised text; null for a rule of word sets. Only rules for input.</summary>
    public Regex? Pattern { get; init; }
}
