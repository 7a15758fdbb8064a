using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace FinCluster.Grpc.Server;

/// <summary>Settings of all gRPC services of a host.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>Gets or sets the largest request message, before and after decompression. A larger one is RESOURCE_EXHAUSTED.</summary>
    /// <value>Default 4 MiB, in bytes. At least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets whether responses are compressed for clients that accept gzip.</summary>
    /// <value>Default false: streamed tokens are far below the size from which gzip pays.</value>
    public bool CompressResponses { get; set; }

    /// <summary>
    /// Gets or sets how the host's own exceptions become statuses. It sees every exception that ends a call, this layer's
    /// <see cref="GrpcException"/> included, and returns null to leave one as it is. It must not throw.
    /// </summary>
    /// <value>Default none: an exception other than <see cref="GrpcException"/> is UNKNOWN, its message stays in the log.</value>
    public Func<GrpcCall, Exception, GrpcException?>? MapException { get; set; }
}

[OptionsValidator]
internal sealed partial class GrpcServerOptionsValidator : IValidateOptions<GrpcServerOptions>;
