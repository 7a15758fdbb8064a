namespace FinCluster.Training.Corpora;

/// <summary>Corpora that a model learns beside its own, such as the lines of business whose adapters it will carry.</summary>
/// <param name="Folders">Their folders.</param>
/// <param name="Share">How often a question is one of theirs, 0 to 1; alike among them.</param>
public sealed record AlsoCorpora(IReadOnlyList<string> Folders, double Share);
