using System.Buffers;

namespace FinCluster.Core.Catalog.Storage;

/// <summary>What is said to a store in more than one step.</summary>
public static class ArtifactStoreCalls
{
    // Sequential writes of this size keep a disk busy; larger ones gain nothing.
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Compares what was received with the hash and puts it in its place. What does not match is thrown away.</summary>
    /// <exception cref="ArtifactException">Bytes are missing, or they are others.</exception>
    public static Task CompleteAsync(this IArtifactWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return write.CompleteAsync(null, cancellationToken);
    }

    /// <summary>Receives a whole file from a stream that stands at its beginning; what is there of an earlier attempt is passed over.</summary>
    /// <exception cref="ArtifactException">The stream is longer or shorter than said, or it has another content.</exception>
    public static async Task WriteAsync(
        this IArtifactStore store, ArtifactHash hash, long bytes, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(content);
        await using IArtifactWrite write = await store.BeginWriteAsync(hash, bytes, cancellationToken);
        if (write.IsComplete)
        {
            return;
        }

        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long toSkip = write.Offset;
            int count;
            while ((count = await content.ReadAsync(chunk, cancellationToken)) > 0)
            {
                int skipped = (int)Math.Min(toSkip, count);
                toSkip -= skipped;
                await write.AppendAsync(chunk.AsMemory(skipped..count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        await write.CompleteAsync(cancellationToken);
    }
}
