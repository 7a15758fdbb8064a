namespace FinCluster.Core.Compliance.Guard;

/// <summary>A rule that a text breaks. It holds no text, so it may be logged.</summary>
/// <param name="Rule">The rule's id, such as <c>cn.insider.tip</c>.</param>
/// <param name="Category">What the rule is about.</param>
/// <param name="Start">Where the match begins in the text that was checked, in characters.</param>
/// <param name="Length">The match's length in that text, in characters.</param>
public sealed record GuardFinding(string Rule, GuardCategory Category, int Start, int Length);
