using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>One word set of a rule.</summary>
/// <param name="Words">The words, normalised; a Latin word that ends with <c>*</c> is the beginning of a word.</param>
/// <param name="Gap">The most characters between the end of the step before and this word; 0 for the first step.</param>
public sealed record RuleStep(ImmutableArray<string> Words, int Gap);
