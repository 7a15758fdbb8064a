namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>One word that an automaton finds.</summary>
/// <param name="Text">The word, normalised.</param>
/// <param name="IsWholeAtStart">Whether no Latin letter or digit may stand before it.</param>
/// <param name="IsWholeAtEnd">Whether none may follow.</param>
/// <param name="Uses">Where rules use it.</param>
internal sealed record WordPattern(string Text, bool IsWholeAtStart, bool IsWholeAtEnd, WordUse[] Uses);
