namespace FinCluster.Core.Catalog.Storage;

/// <summary>Keeps files by the hash of their content.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, of any process that shares the store.</para>
/// <para>What is handed out has the content that its hash says. A file that does not is reported as <see cref="ArtifactProblem.Corrupt"/>, and the next
/// write of the hash replaces it.</para>
/// <para>Crash: a file is there whole, or not at all; what was received of it before is gone on with.</para>
/// <para>Errors: all members throw <see cref="ArtifactException"/>.</para>
/// </remarks>
public interface IArtifactStore
{
    /// <summary>Says whether a file is there. It looks at no content.</summary>
    ValueTask<bool> HasAsync(ArtifactHash hash, CancellationToken cancellationToken);

    /// <summary>Lists the files that are there, with their sizes.</summary>
    Task<IReadOnlyList<StoredArtifact>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a part of a file. The file stays until the stream is closed.</summary>
    /// <param name="hash">The file.</param>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="length">How long it is at most, in bytes; null for all that follows.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArtifactException">It is missing or corrupt, or ends before the offset.</exception>
    Task<Stream> OpenReadAsync(ArtifactHash hash, long offset, long? length, CancellationToken cancellationToken);

    /// <summary>Checks a file and keeps it in its place until the pin is disposed: for what reads files by their paths.</summary>
    /// <exception cref="ArtifactException">It is missing or corrupt.</exception>
    Task<IArtifactPin> PinAsync(ArtifactHash hash, CancellationToken cancellationToken);

    /// <summary>Begins to receive a file, or goes on where an attempt ended. A file that is there is complete at once.</summary>
    /// <param name="hash">The file.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArtifactException">It is too large, or there is no room for it.</exception>
    Task<IArtifactWrite> BeginWriteAsync(ArtifactHash hash, long bytes, CancellationToken cancellationToken);

    /// <summary>Tells how many bytes of a file are there: all of it, or what the attempt that came furthest has left; 0 for none. It looks at no content.</summary>
    Task<ReceivedBytes> FindReceivedAsync(ArtifactHash hash, CancellationToken cancellationToken);

    /// <summary>Reads a whole file and compares it with its hash.</summary>
    /// <returns>Its size, in bytes.</returns>
    /// <exception cref="ArtifactException">It is missing or corrupt.</exception>
    Task<long> VerifyAsync(ArtifactHash hash, CancellationToken cancellationToken);
}

/// <summary>A file of a store.</summary>
/// <param name="Hash">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="UsedAt">When it was opened last.</param>
public sealed record StoredArtifact(ArtifactHash Hash, long Bytes, DateTimeOffset UsedAt);

/// <summary>How much of a file a store has.</summary>
/// <param name="Bytes">How many bytes; the sender goes on behind them.</param>
/// <param name="IsComplete">Whether that is all of it.</param>
public readonly record struct ReceivedBytes(long Bytes, bool IsComplete);

/// <summary>A file that stays in its place.</summary>
public interface IArtifactPin : IDisposable
{
    /// <summary>Gets the full path.</summary>
    string Path { get; }
}

/// <summary>A file that is being received. Used by one caller at a time. Disposing it keeps what was received for the next attempt.</summary>
public interface IArtifactWrite : IAsyncDisposable
{
    /// <summary>Gets how many bytes are there; the sender goes on behind them.</summary>
    long Offset { get; }

    /// <summary>Gets a value indicating whether the file is in the store.</summary>
    bool IsComplete { get; }

    /// <summary>Adds bytes to the end.</summary>
    /// <exception cref="ArtifactException">They are more than the file has.</exception>
    Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Compares what was received with the hash and puts it in its place. What does not match is thrown away.</summary>
    /// <param name="check">Looks at the file, whose path it gets, before it is in its place; what it throws ends the call, and the file is thrown away. Null for no look.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArtifactException">Bytes are missing, or they are others.</exception>
    Task CompleteAsync(Action<string>? check, CancellationToken cancellationToken);
}
