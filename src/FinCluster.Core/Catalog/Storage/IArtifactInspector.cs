namespace FinCluster.Core.Catalog.Storage;

/// <summary>Looks at files before the catalog takes them: whether they are what they are said to be. Thread-safe.</summary>
public interface IArtifactInspector
{
    /// <summary>Says what is wrong with a file; null when nothing is, or its kind has no form.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is said to be.</param>
    /// <param name="basePath">The file of the base model that an adapter has to fit; null to ask no such thing.</param>
    string? FindProblem(string path, ArtifactKind kind, string? basePath);
}
