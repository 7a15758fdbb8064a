namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>A rule that was found.</summary>
/// <param name="Rule">The rule's number.</param>
/// <param name="Start">Where the match begins, in normalised characters.</param>
/// <param name="End">Its last character, in normalised characters.</param>
/// <param name="Offset">Where it begins in the original.</param>
/// <param name="EndOffset">Where its last character begins in the original.</param>
internal readonly record struct RuleMatch(int Rule, int Start, int End, int Offset, int EndOffset);
