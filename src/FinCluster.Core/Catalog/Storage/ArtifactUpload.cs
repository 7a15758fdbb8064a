using FinCluster.Core.Errors;

namespace FinCluster.Core.Catalog.Storage;

/// <summary>A file on its way into the catalog. Used by one caller at a time. Disposing it keeps what was received for the next attempt.</summary>
public sealed class ArtifactUpload : IAsyncDisposable
{
    private readonly ICatalog _catalog;
    private readonly IArtifactStore _files;
    private readonly IArtifactInspector _inspector;
    private readonly Artifact _artifact;
    private readonly IArtifactWrite _write;
    private readonly IArtifactPin? _base;

    internal ArtifactUpload(
        ICatalog catalog, IArtifactStore files, IArtifactInspector inspector, Artifact artifact, IArtifactWrite write, IArtifactPin? @base) =>
        (_catalog, _files, _inspector, _artifact, _write, _base) = (catalog, files, inspector, artifact, write, @base);

    /// <summary>Gets how many bytes are there; the sender goes on behind them.</summary>
    public long Offset => _write.Offset;

    /// <summary>Gets a value indicating whether all of it is there, so that nothing needs to be sent.</summary>
    public bool IsComplete => _write.IsComplete;

    /// <summary>Adds bytes to the end.</summary>
    /// <exception cref="RequestException">They are more than the file was said to have, or cannot be written.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        NamingErrors(async () =>
        {
            await _write.AppendAsync(bytes, cancellationToken);
            return true;
        });

    /// <summary>Compares the bytes with their hash, looks at them, puts them in their place and tells the catalog. What is not right is thrown away.</summary>
    /// <exception cref="RequestException">They are others than was said, or not what their kind has to be.</exception>
    public Task<CatalogResult> CompleteAsync(CancellationToken cancellationToken) => NamingErrors(async () =>
    {
        if (IsComplete)
        {
            await CheckStoredAsync(cancellationToken);
        }
        else
        {
            await _write.CompleteAsync(Inspect, cancellationToken);
        }

        CatalogResult result = await _catalog.ApplyAsync(new PushArtifact(_artifact), cancellationToken);
        return result.IsOk ? result : throw result.ToRequest();
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _write.DisposeAsync();
        _base?.Dispose();
    }

    /// <summary>Says to a sender what a store says.</summary>
    internal static RequestException ToRequest(ArtifactException error) => error.Problem switch
    {
        ArtifactProblem.TooLarge => new RequestException(ErrorCode.RequestTooLarge, error.Message, "bytes", error),
        ArtifactProblem.OutOfRange => new RequestException(ErrorCode.InvalidRequest, error.Message, "bytes", error),
        _ => error.ToRequest(),
    };

    // What is damaged at rest is the store's fault; what arrives damaged is the sender's.
    private async Task<T> NamingErrors<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (ArtifactException e) when (e.Problem == ArtifactProblem.Corrupt && e.Hash == _artifact.Hash && !IsComplete)
        {
            throw new RequestException(ErrorCode.UploadCorrupt, $"{e.Message}; nothing of it was kept", "sha256", e);
        }
        catch (ArtifactException e)
        {
            throw ToRequest(e);
        }
    }

    // The catalog may lack what the store has: another catalog shares the folder, or the last attempt ended between the two.
    private async Task CheckStoredAsync(CancellationToken cancellationToken)
    {
        ReceivedBytes stored = await _files.FindReceivedAsync(_artifact.Hash, cancellationToken);
        if (stored.Bytes != _artifact.Bytes)
        {
            throw new RequestException(
                ErrorCode.InvalidRequest, $"{_artifact.Hash} has {stored.Bytes} bytes, and was said to have {_artifact.Bytes}", "bytes");
        }

        using IArtifactPin pin = await _files.PinAsync(_artifact.Hash, cancellationToken);
        Inspect(pin.Path);
    }

    private void Inspect(string path)
    {
        if (_inspector.FindProblem(path, _artifact.Kind, _base?.Path) is { } problem)
        {
            throw new RequestException(ErrorCode.ArtifactInvalid, $"'{_artifact.Name}' cannot be added: {problem}", "kind");
        }
    }
}
