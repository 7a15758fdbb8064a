using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Node.Replicas;

namespace FinCluster.Node.Artifacts;

/// <summary>The files of a node by their content: those that it was started with, and those that it has fetched. Thread-safe.</summary>
/// <param name="store">Keeps what is fetched, and gives up what was not used for longest; null for a node that fetches nothing.</param>
/// <param name="puller">Fetches.</param>
public sealed class ArtifactCache(IArtifactStore? store, ArtifactPuller puller)
{
    private readonly ConcurrentDictionary<ArtifactHash, string> _files = new();
    private readonly KeyedLocks<ArtifactHash> _pulls = new();

    /// <summary>Adds a file where it is. It must stay there, unchanged, as long as the node.</summary>
    public void AddFile(ArtifactHash hash, string path) => _files[hash] = path;

    /// <summary>Keeps a file in its place; null when the node does not have it, or has it damaged.</summary>
    public async Task<IArtifactPin?> TryPinAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await PinAsync(hash, cancellationToken);
        }
        catch (ArtifactException)
        {
            return null;
        }
    }

    /// <summary>Keeps a file in its place, and fetches it first if the node does not have it. Others that want it wait meanwhile.</summary>
    /// <exception cref="RequestException">It cannot be had.</exception>
    public async Task<IArtifactPin> GetAsync(ArtifactReference file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        using IDisposable pulling = await _pulls.EnterAsync(file.Hash, cancellationToken);
        try
        {
            return await PinAsync(file.Hash, cancellationToken);
        }
        catch (ArtifactException e) when (e.Problem is ArtifactProblem.Missing or ArtifactProblem.Corrupt)
        {
            if (file.Sources.IsEmpty || store is null)
            {
                throw e.ToRequest();
            }
        }
        catch (ArtifactException e)
        {
            throw e.ToRequest();
        }

        try
        {
            await puller.PullAsync(store, file, cancellationToken);
            return await store.PinAsync(file.Hash, cancellationToken);
        }
        catch (ArtifactException e)
        {
            throw e.ToRequest();
        }
    }

    private async Task<IArtifactPin> PinAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        if (_files.TryGetValue(hash, out string? path) && File.Exists(path))
        {
            return new FilePin(path);
        }

        return store is null
            ? throw new ArtifactException(ArtifactProblem.Missing, hash, $"this node does not have the file {hash}, and no folder to fetch it to (--artifacts)")
            : await store.PinAsync(hash, cancellationToken);
    }

    private sealed record FilePin(string Path) : IArtifactPin
    {
        public void Dispose()
        {
            // It is not the node's to remove.
        }
    }
}
