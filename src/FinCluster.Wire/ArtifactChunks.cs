using System.Buffers;
using System.Runtime.CompilerServices;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using Google.Protobuf;

namespace FinCluster.Wire;

/// <summary>Answers fincluster.node.v1.Artifacts, for gateways and nodes alike.</summary>
public static class ArtifactChunks
{
    /// <summary>The size of a chunk, in bytes.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>Reads a file from where the request says to its end.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="tryPin">Finds the file and keeps it in its place; null when it is not there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RequestException">There is no such file, or it ends before the offset.</exception>
    public static async IAsyncEnumerable<ArtifactChunk> ReadAsync(
        ReadArtifactRequest request,
        Func<ArtifactHash, CancellationToken, Task<IArtifactPin?>> tryPin,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!ArtifactHash.TryParse(request.Sha256, out ArtifactHash hash))
        {
            throw RequestException.Invalid("sha256", "a file is named by its SHA-256, 64 lower-case hexadecimal digits");
        }

        using IArtifactPin pin = await tryPin(hash, cancellationToken)
            ?? throw new RequestException(ErrorCode.ArtifactUnavailable, $"the file {hash} is not here", "sha256");
        await using var file = new FileStream(
            pin.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (request.Offset < 0 || request.Offset > file.Length)
        {
            throw RequestException.Invalid("offset", $"the file has {file.Length} bytes, so it cannot be read from {request.Offset} on");
        }

        file.Position = request.Offset;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Bytes);
        try
        {
            bool isFirst = true;
            int count;
            while ((count = await file.ReadAsync(buffer.AsMemory(0, Bytes), cancellationToken)) > 0 || isFirst)
            {
                // Copied: the message may be written later than the next one is read.
                var chunk = new ArtifactChunk { Data = ByteString.CopyFrom(buffer, 0, count) };
                if (isFirst)
                {
                    chunk.TotalBytes = file.Length;
                    isFirst = false;
                }

                yield return chunk;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
