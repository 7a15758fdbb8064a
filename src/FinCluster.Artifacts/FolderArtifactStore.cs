using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Artifacts;

/// <summary>Keeps files in a folder, which processes of one machine, or of several over a shared file system, may use at once.</summary>
/// <remarks>
/// A file is written beside its place and renamed into it, so it is there whole or not at all, and of two who write the same each leaves the other alone. A
/// process checks each file's content once, when it first opens it. All members may be called from any thread.
/// </remarks>
public sealed class FolderArtifactStore : IArtifactStore
{
    private readonly FolderArtifactStoreOptions _options;
    private readonly StoreLayout _layout;
    private readonly StoreFiles _files;

    private FolderArtifactStore(StoreLayout layout, FolderArtifactStoreOptions options, TimeProvider time) =>
        (_layout, _options, _files) = (layout, options, new StoreFiles(layout, options, new CheckedFiles(), time));

    /// <summary>Opens a store and creates its folder when it is not there.</summary>
    /// <param name="folder">The full path of the folder.</param>
    /// <param name="options">What it takes.</param>
    /// <param name="time">Dates uses.</param>
    /// <exception cref="ArtifactException">The folder cannot be used.</exception>
    public static FolderArtifactStore Open(string folder, FolderArtifactStoreOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var layout = new StoreLayout(Path.GetFullPath(folder));
        try
        {
            Directory.CreateDirectory(layout.Partial);
            var store = new FolderArtifactStore(layout, options, time);
            store._files.RemoveAbandoned();
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException(ArtifactProblem.Unavailable, default, $"the folder of artifacts '{folder}' cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> HasAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        Require(hash);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_files.Has(hash));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredArtifact>> ListAsync(CancellationToken cancellationToken) => Task.Run(_files.List, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(ArtifactHash hash, long offset, long? length, CancellationToken cancellationToken)
    {
        Require(hash);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        FileStream file = await _files.OpenAsync(hash, anew: false, cancellationToken);
        if (offset > file.Length)
        {
            string message = $"{hash} has {file.Length} bytes, and was to be read from byte {offset} on";
            await file.DisposeAsync();
            throw new ArtifactException(ArtifactProblem.OutOfRange, hash, message);
        }

        file.Position = offset;
        return new PartStream(file, Math.Min(length ?? long.MaxValue, file.Length - offset));
    }

    /// <inheritdoc/>
    public async Task<IArtifactPin> PinAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        Require(hash);
        return new Pin(await _files.OpenAsync(hash, anew: false, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<IArtifactWrite> BeginWriteAsync(ArtifactHash hash, long bytes, CancellationToken cancellationToken)
    {
        Require(hash);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        long most = Math.Min(_options.MaxArtifactBytes, _options.MaxTotalBytes ?? long.MaxValue);
        if (bytes > most)
        {
            throw new ArtifactException(ArtifactProblem.TooLarge, hash, $"{hash} has {bytes} bytes, and the store takes at most {most}");
        }

        if (await IsGoodAsync(hash, cancellationToken))
        {
            return new CompleteWrite(hash, bytes);
        }

        try
        {
            _files.MakeRoom(hash, bytes);
            return await ArtifactWrite.BeginAsync(_files, _layout, hash, bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreFiles.Unavailable(hash, e);
        }
    }

    /// <inheritdoc/>
    public Task<ReceivedBytes> FindReceivedAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        Require(hash);
        return Task.Run(() => _files.FindReceived(hash), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> VerifyAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        Require(hash);
        await using FileStream file = await _files.OpenAsync(hash, anew: true, cancellationToken);
        return file.Length;
    }

    private static void Require(ArtifactHash hash)
    {
        if (hash == default)
        {
            throw new ArgumentException("a file needs its hash", nameof(hash));
        }
    }

    // A damaged file is written anew.
    private async Task<bool> IsGoodAsync(ArtifactHash hash, CancellationToken cancellationToken)
    {
        if (!_files.Has(hash))
        {
            return false;
        }

        try
        {
            await using FileStream file = await _files.OpenAsync(hash, anew: false, cancellationToken);
            return true;
        }
        catch (ArtifactException e) when (e.Problem is ArtifactProblem.Missing or ArtifactProblem.Corrupt)
        {
            return false;
        }
    }

    private sealed class Pin(FileStream file) : IArtifactPin
    {
        public string Path => file.Name;

        public void Dispose() => file.Dispose();
    }
}
