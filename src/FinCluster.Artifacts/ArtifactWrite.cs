using System.Security.Cryptography;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Artifacts;

/// <summary>Receives a file beside its place, under the exclusive lock of what was received so far.</summary>
internal sealed class ArtifactWrite : IArtifactWrite
{
    private const int Attempts = 5;

    private readonly StoreFiles _files;
    private readonly StoreLayout _layout;
    private readonly ArtifactHash _hash;
    private readonly long _bytes;
    private readonly FileStream _file;
    private readonly string _path;
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private ArtifactWrite(StoreFiles files, StoreLayout layout, ArtifactHash hash, long bytes, FileStream file, string path) =>
        (_files, _layout, _hash, _bytes, _file, _path) = (files, layout, hash, bytes, file, path);

    /// <inheritdoc/>
    public long Offset { get; private set; }

    /// <inheritdoc/>
    public bool IsComplete { get; private set; }

    /// <summary>Begins to receive a file, or goes on.</summary>
    public static async Task<ArtifactWrite> BeginAsync(
        StoreFiles files, StoreLayout layout, ArtifactHash hash, long bytes, CancellationToken cancellationToken)
    {
        (FileStream file, string path) = GoOn(layout, hash) ?? New(layout, hash);
        var write = new ArtifactWrite(files, layout, hash, bytes, file, path);
        try
        {
            if (file.Length > bytes)
            {
                file.SetLength(0);
            }

            await FileHash.AppendAsync(write._sum, file, cancellationToken);
            write.Offset = file.Position;
            return write;
        }
        catch
        {
            await write.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Offset + bytes.Length > _bytes)
        {
            throw new ArtifactException(ArtifactProblem.OutOfRange, _hash, $"more than the {_bytes} bytes of {_hash} were sent");
        }

        try
        {
            await _file.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception e)
        {
            // What of it is on the disk is not known; the hash must not go on without it.
            _file.SetLength(Offset);
            _file.Position = Offset;
            if (e is IOException)
            {
                throw StoreFiles.Unavailable(_hash, e);
            }

            throw;
        }

        _sum.AppendData(bytes.Span);
        Offset += bytes.Length;
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(Action<string>? check, CancellationToken cancellationToken)
    {
        if (Offset != _bytes)
        {
            throw new ArtifactException(ArtifactProblem.OutOfRange, _hash, $"{Offset} of the {_bytes} bytes of {_hash} were sent");
        }

        var actual = ArtifactHash.FromDigest(_sum.GetCurrentHash());
        if (actual != _hash)
        {
            // Nothing that follows could make it right.
            _file.SetLength(0);
            _sum.GetHashAndReset();
            (Offset, _file.Position) = (0, 0);
            throw new ArtifactException(ArtifactProblem.Corrupt, _hash, $"what was sent as {_hash} is {actual}");
        }

        try
        {
            // A name must not outlive a power cut that the content does not.
            await Task.Run(() => _file.Flush(flushToDisk: true), cancellationToken);
            _files.MakeRoom(_hash, _bytes);

            // Under a name that nobody goes on with, so that the lock can end before readers come.
            string done = _layout.NewDone(_hash);
            File.Move(_path, done);
            await _file.DisposeAsync();
            Check(done, check);
            _files.Place(_hash, done);
            _files.RemovePartials(_hash);
            IsComplete = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreFiles.Unavailable(_hash, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_file.CanRead && _file.Length == 0)
        {
            // There is nothing to go on with, and nobody else can have it while it is open.
            File.Delete(_path);
        }

        await _file.DisposeAsync();
        _sum.Dispose();
    }

    private static void Check(string done, Action<string>? check)
    {
        try
        {
            check?.Invoke(done);
        }
        catch
        {
            File.Delete(done);
            throw;
        }
    }

    // Whoever comes while somebody receives the file receives one of his own; the second to be ready puts the same in the same place.
    private static (FileStream File, string Path) New(StoreLayout layout, ArtifactHash hash)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = layout.NewPartial(hash);
            try
            {
                FileStream file = OpenAlone(path, FileMode.CreateNew);
                if (File.Exists(path))
                {
                    return (file, path);
                }

                file.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Between our making the file and our lock another one may take it, to go on with it or to remove it.
            }
        }
    }

    private static (FileStream File, string Path)? GoOn(StoreLayout layout, ArtifactHash hash)
    {
        foreach ((string left, _) in layout.FindPartials(hash))
        {
            FileStream? file = null;
            try
            {
                file = OpenAlone(left, FileMode.Open);

                // Between our opening and our lock another one may have finished it, and what we hold is then the file in its place. A name is never given
                // twice, so it is still there for us to take only if what we hold is ours.
                string path = layout.NewPartial(hash);
                File.Move(left, path);
                return (file, path);
            }
            catch (IOException)
            {
                file?.Dispose();
            }
        }

        return null;
    }

    private static FileStream OpenAlone(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
}
