using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog.Storage;

/// <summary>Takes files into the catalog: the rules first, then the bytes, then a look at them, and the catalog last, so that what it names can be loaded. Thread-safe.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="files">Keeps the files.</param>
/// <param name="inspector">Looks at them.</param>
/// <param name="time">Dates what the rules are asked.</param>
public sealed class ArtifactIntake(ICatalog catalog, IArtifactStore files, IArtifactInspector inspector, TimeProvider time)
{
    /// <summary>Tells how much of a file is there, for who goes on with it.</summary>
    /// <exception cref="RequestException">The store cannot be read.</exception>
    public async Task<ReceivedBytes> FindReceivedAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await files.FindReceivedAsync(hash, cancellationToken);
        }
        catch (ArtifactException e)
        {
            throw ArtifactUpload.ToRequest(e);
        }
    }

    /// <summary>Begins to take a file, or goes on where an attempt ended. Nothing is written of what would be refused in the end.</summary>
    /// <param name="artifact">What is said of the file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">The catalog would not have it, it is too large, or there is no room.</exception>
    public async Task<ArtifactUpload> BeginAsync(Artifact artifact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        CatalogSnapshot known = await catalog.RefreshAsync(cancellationToken);
        CatalogResult result = CatalogRules.Decide(known, new PushArtifact(artifact), time.GetUtcNow()).Result;
        if (!result.IsOk)
        {
            throw result.ToRequest();
        }

        IArtifactPin? @base = null;
        try
        {
            // Whoever sends a large adapter learns at once that what it is for is not here.
            @base = artifact.Base is { } of ? await files.PinAsync(of, cancellationToken) : null;
            IArtifactWrite write = await files.BeginWriteAsync(artifact.Hash, artifact.Bytes, cancellationToken);
            return new ArtifactUpload(catalog, files, inspector, artifact, write, @base);
        }
        catch (Exception e)
        {
            @base?.Dispose();
            if (e is ArtifactException refused)
            {
                throw ArtifactUpload.ToRequest(refused);
            }

            throw;
        }
    }
}
