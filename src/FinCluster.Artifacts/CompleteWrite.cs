using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Artifacts;

/// <summary>Stands for a file that is in the store already.</summary>
internal sealed class CompleteWrite(ArtifactHash hash, long bytes) : IArtifactWrite
{
    /// <inheritdoc/>
    public long Offset => bytes;

    /// <inheritdoc/>
    public bool IsComplete => true;

    /// <inheritdoc/>
    public Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        throw new ArtifactException(ArtifactProblem.OutOfRange, hash, $"more than the bytes of {hash} were sent");

    /// <inheritdoc/>
    public Task CompleteAsync(Action<string>? check, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
