using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Knowledge;

/// <summary>The snapshots that releases name, each read and indexed once. Thread-safe.</summary>
/// <remarks>One that nobody has asked for in ten minutes is forgotten when the next one is read, so that releases of the past take no memory.</remarks>
internal sealed class KnowledgeSnapshots(ReleaseFiles files, TimeProvider time)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<ArtifactHash, Snapshot> _snapshots = new();

    /// <summary>Finds a snapshot's index. The first request for it waits until it is built.</summary>
    /// <exception cref="RequestException">It cannot be read, so nothing may be answered by that release.</exception>
    public async ValueTask<KnowledgeIndex> OfAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        Snapshot snapshot = _snapshots.GetOrAdd(hash, static (wanted, own) => new Snapshot(new Lazy<Task<KnowledgeIndex>>(() => own.ReadAsync(wanted))), this);
        Volatile.Write(ref snapshot.UsedAt, time.GetTimestamp());
        try
        {
            return await snapshot.Index.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (ReleaseFiles.IsUnusable(e))
        {
            // The file may come, or the disk may get well; a file that is no snapshot stays one.
            _snapshots.TryRemove(new KeyValuePair<ArtifactHash, Snapshot>(hash, snapshot));
            throw ReleaseFiles.Unavailable("knowledge", hash, e);
        }
    }

    // Not on the thread of the request that happens to be the first: a large snapshot takes seconds.
    private Task<KnowledgeIndex> ReadAsync(ArtifactHash hash) => Task.Run(async () =>
    {
        foreach (KeyValuePair<ArtifactHash, Snapshot> other in _snapshots)
        {
            if (other.Key != hash && time.GetElapsedTime(Volatile.Read(ref other.Value.UsedAt)) >= Idle)
            {
                _snapshots.TryRemove(other);
            }
        }

        using MemoryStream bytes = await files.ReadAsync(hash, KnowledgeReader.MaxBytes);
        return KnowledgeIndex.Build(KnowledgeReader.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    });

    private sealed class Snapshot(Lazy<Task<KnowledgeIndex>> index)
    {
        public long UsedAt;

        public Lazy<Task<KnowledgeIndex>> Index { get; } = index;
    }
}
