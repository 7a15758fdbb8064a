using System.Security.Cryptography;

namespace FinCluster.Inference.Models;

/// <summary>What can be said of a model file without knowing its format.</summary>
public static class ModelFile
{
    // Sequential reads of this size keep a disk busy; larger ones gain nothing.
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Computes the SHA-256 that names a file's content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the number of bytes read so far, after every chunk; null for nobody.</param>
    /// <param name="cancellationToken">Ends the call after the chunk in progress.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="ModelFileException">The file cannot be read.</exception>
    public static async Task<string> ComputeHashAsync(string path, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            byte[] chunk = new byte[ChunkBytes];
            long total = 0;
            int count;
            while ((count = await file.ReadAsync(chunk, cancellationToken)) > 0)
            {
                hash.AppendData(chunk, 0, count);
                total += count;
                progress?.Report(total);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }
}
