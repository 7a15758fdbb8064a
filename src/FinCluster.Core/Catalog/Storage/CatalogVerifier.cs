using System.Runtime.CompilerServices;

namespace FinCluster.Core.Catalog.Storage;

/// <summary>What became of a file that the catalog needs.</summary>
/// <param name="Artifact">The file.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
public sealed record VerifiedArtifact(Artifact Artifact, string? Problem);

/// <summary>Reads every file that a release or an alias needs, and says which are not what the catalog says.</summary>
public static class CatalogVerifier
{
    /// <summary>Reads the files, one after the other; that takes as long as reading all of them from the disk.</summary>
    public static async IAsyncEnumerable<VerifiedArtifact> VerifyAsync(
        CatalogSnapshot catalog, IArtifactStore files, IArtifactInspector inspector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(inspector);
        foreach (Artifact artifact in catalog.Artifacts.Where(artifact => catalog.FindUse(artifact.Hash) is not null))
        {
            yield return new VerifiedArtifact(artifact, await FindProblemAsync(files, inspector, artifact, cancellationToken));
        }
    }

    private static async Task<string?> FindProblemAsync(
        IArtifactStore files, IArtifactInspector inspector, Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            long bytes = await files.VerifyAsync(artifact.Hash, cancellationToken);
            if (bytes != artifact.Bytes)
            {
                return $"the catalog says {artifact.Bytes} bytes, and the file has {bytes}";
            }

            using IArtifactPin pin = await files.PinAsync(artifact.Hash, cancellationToken);
            return inspector.FindProblem(pin.Path, artifact.Kind, basePath: null);
        }
        catch (ArtifactException e)
        {
            return e.Message;
        }
    }
}
