namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>A match up to one step of a rule.</summary>
/// <param name="Start">Where it begins, in normalised characters.</param>
/// <param name="End">Its last character so far, in normalised characters.</param>
/// <param name="Offset">Where it begins in the original.</param>
internal readonly record struct PartialMatch(int Start, int End, int Offset);
