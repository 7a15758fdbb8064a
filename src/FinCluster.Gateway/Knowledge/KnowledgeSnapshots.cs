using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Knowledge;

/// <summary>The snapshots that releases name, each read and indexed once. Thread-safe.</summary>
internal sealed class KnowledgeSnapshots(ReleaseFiles files, TimeProvider time)
{
    private readonly ReleaseCache<ArtifactHash, KnowledgeIndex> _indexes = new("knowledge", time);

    /// <summary>Finds a snapshot's index. The first request for it waits until it is built.</summary>
    /// <exception cref="RequestException">It cannot be read, so nothing may be answered by that release.</exception>
    public ValueTask<KnowledgeIndex> OfAsync(ArtifactHash hash, CancellationToken cancellationToken) =>
        _indexes.OfAsync(hash, hash, (files, hash), static wanted => ReadAsync(wanted.files, wanted.hash), cancellationToken);

    private static async Task<KnowledgeIndex> ReadAsync(ReleaseFiles files, ArtifactHash hash)
    {
        using MemoryStream bytes = await files.ReadAsync(hash, KnowledgeReader.MaxBytes);
        return KnowledgeIndex.Build(KnowledgeReader.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
