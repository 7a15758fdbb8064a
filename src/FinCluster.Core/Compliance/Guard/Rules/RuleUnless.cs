using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>Words that make a match harmless, such as those of a question what a term means.</summary>
/// <param name="Words">The words, as those of a step.</param>
/// <param name="Before">How far before the match's beginning such a word may end, in normalised characters. One inside the match counts too.</param>
/// <param name="After">How far after the match's end such a word may begin, in normalised characters.</param>
public sealed record RuleUnless(ImmutableArray<string> Words, int Before, int After);
