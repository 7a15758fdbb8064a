using System.Buffers;
using System.Security.Cryptography;

namespace FinCluster.Artifacts;

/// <summary>Hashes files.</summary>
internal static class FileHash
{
    // Sequential reads of this size keep a disk busy; larger ones gain nothing.
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Adds a stream, from where it stands to its end, to a hash.</summary>
    public static async Task AppendAsync(IncrementalHash hash, Stream stream, CancellationToken cancellationToken)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                hash.AppendData(chunk, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
