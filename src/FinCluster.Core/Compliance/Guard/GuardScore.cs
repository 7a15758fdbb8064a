namespace FinCluster.Core.Compliance.Guard;

/// <summary>What a classifier says of a text.</summary>
/// <param name="Refuse">How sure it is that the text is to be refused, 0 to 1.</param>
/// <param name="Category">What the text is about most likely; null when the classifier does not tell.</param>
public readonly record struct GuardScore(double Refuse, GuardCategory? Category);
