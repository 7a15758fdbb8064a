using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Hears from the runtime that this silo cannot go on: others took it for dead, or its own parts failed.</summary>
/// <remarks>The runtime's own handler ends the process, and with it streams that need no silo.</remarks>
/// <param name="logger">Says why.</param>
internal sealed partial class SiloEnd(ILogger logger) : IFatalErrorHandler
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what ends with the silo.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (_ended.TrySetResult())
        {
            LogEnd(logger, context ?? exception?.Message ?? "unknown", exception);
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "the silo of this process is out of the cluster and joins anew: {Reason}")]
    private static partial void LogEnd(ILogger logger, string reason, Exception? error);
}
