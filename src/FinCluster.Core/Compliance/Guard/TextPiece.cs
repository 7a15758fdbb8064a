namespace FinCluster.Core.Compliance.Guard;

/// <summary>A text inside another one.</summary>
/// <param name="Text">What it says, decoded.</param>
/// <param name="Start">Where it stands in the other one.</param>
/// <param name="Length">How many characters of the other one it takes.</param>
internal readonly record struct TextPiece(string Text, int Start, int Length);
