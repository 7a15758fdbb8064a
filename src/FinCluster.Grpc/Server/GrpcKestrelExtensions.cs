using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FinCluster.Grpc.Server;

/// <summary>Kestrel's limits, set for gRPC.</summary>
public static class GrpcKestrelExtensions
{
    /// <summary>Streams on one connection by default.</summary>
    public const int DefaultMaxStreamsPerConnection = 2048;

    private const int ConnectionWindowBytes = 8 * 1024 * 1024;

    /// <summary>Sets the server's limits for long streams and many of them. They hold for all its endpoints.</summary>
    /// <param name="options">Kestrel's options.</param>
    /// <param name="maxStreamsPerConnection">
    /// Calls that one connection may have open. A client holds back what exceeds it, without a word to anybody, so it lies far
    /// above what admission lets through: admission answers, this limit only protects memory.
    /// </param>
    public static KestrelServerOptions ConfigureGrpcLimits(
        this KestrelServerOptions options, int maxStreamsPerConnection = DefaultMaxStreamsPerConnection)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Limits.Http2.MaxStreamsPerConnection = maxStreamsPerConnection;

        // Kestrel's own is 1 MiB, little more than one stream's window: a single handler that does not read its requests
        // would stop every other upload on the connection.
        options.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;

        // A client that reads a stream more slowly than the rate would lose its whole connection, with all other calls on it.
        // Slow reading is normal here; peers that are gone are found by pings instead.
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        return options;
    }
}
