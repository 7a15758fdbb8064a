using System.Security.Cryptography;

namespace FinCluster.Cli.Native;

/// <summary>A file that a tarball is being written to, hashed on the way, so that the next attempt may go on where one broke.</summary>
internal sealed class PartialTarball(string path) : IAsyncDisposable
{
    // Without a buffer: the chunks that come are large.
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    /// <summary>Gets how many bytes have come.</summary>
    public long Length { get; private set; }

    /// <summary>Adds what came next.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _file.WriteAsync(bytes, cancellationToken);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Forgets what has come.</summary>
    public void Restart()
    {
        _file.SetLength(0);
        _file.Position = 0;
        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <summary>Gets the hash of what has come, as npm writes it.</summary>
    public string Integrity() => "sha512-" + Convert.ToBase64String(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync();
    }
}
