using FinCluster.Core.Errors;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Tells an error of Redis that an operator can mend from one that is a bug.</summary>
/// <remarks>The first word of a message is its code: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors</remarks>
internal static class ServerErrors
{
    private static readonly string[] OperatorCodes =
    [
        "NOAUTH", "WRONGPASS", "NOPERM", "LOADING", "BUSY", "OOM", "MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN",
    ];

    /// <summary>Gives the exception that callers see.</summary>
    /// <param name="redis">The server.</param>
    /// <param name="error">What it said.</param>
    public static Exception Translate(RedisOptions redis, Exception error) =>
        OperatorCodes.Any(code => error.Message.Contains(code, StringComparison.Ordinal))
            ? new ControlPlaneUnavailableException($"The control plane at {redis} refuses: {error.Message}", error)
            : new InvalidOperationException($"A command failed at {redis}: {error.Message}", error);
}
