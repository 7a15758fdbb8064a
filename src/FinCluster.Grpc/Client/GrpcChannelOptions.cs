using System.Net.Security;

namespace FinCluster.Grpc.Client;

/// <summary>Settings of a <see cref="GrpcChannel"/>.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>Gets the largest response message, before and after decompression. A larger one is RESOURCE_EXHAUSTED.</summary>
    /// <value>Default 4 MiB, in bytes. At least 1.</value>
    public int MaxReceiveMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets how long a connection may take to open before its calls are UNAVAILABLE.</summary>
    /// <value>Default 5 seconds. Above zero.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long the server may be silent during a call before it is pinged.</summary>
    /// <value>Default 30 seconds. At least 1 second; <see cref="Timeout.InfiniteTimeSpan"/> for never.</value>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long a ping may stay unanswered before the connection's calls are UNAVAILABLE.</summary>
    /// <value>Default 10 seconds. At least 1 second.</value>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets trusted roots and client certificates for an https address; null for those of the machine.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
