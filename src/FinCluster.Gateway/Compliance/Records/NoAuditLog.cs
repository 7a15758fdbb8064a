using FinCluster.Core.Audit;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>Keeps nothing, for servers that are told not to.</summary>
internal sealed class NoAuditLog : IAuditLog
{
    /// <inheritdoc/>
    public bool IsAvailable => true;

    /// <inheritdoc/>
    public AuditPlace Append(AuditEvent entry) => default;

    /// <inheritdoc/>
    public ValueTask WaitAsync(AuditPlace place, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
