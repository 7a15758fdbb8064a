namespace FinCluster.Grpc;

/// <summary>
/// Ends a call with a status other than OK: a handler throws it, and a client gets it with what the server sent.
/// </summary>
/// <param name="status">Any status but <see cref="GrpcStatus.Ok"/>.</param>
/// <param name="detail">A sentence for the caller; it travels as <c>grpc-message</c>.</param>
/// <param name="trailers">Metadata that travels with the status; null for none.</param>
/// <param name="inner">The cause, for the log. It never travels.</param>
public sealed class GrpcException(GrpcStatus status, string detail, GrpcMetadata? trailers = null, Exception? inner = null)
    : Exception($"{status}: {detail}", inner)
{
    /// <summary>Gets how the call ended.</summary>
    public GrpcStatus Status { get; } = status != GrpcStatus.Ok
        ? status
        : throw new ArgumentOutOfRangeException(nameof(status), "OK is not a failure.");

    /// <summary>Gets the sentence for the caller, without the status; empty when there is none.</summary>
    public string Detail { get; } = detail;

    /// <summary>Gets the metadata that travels with the status.</summary>
    public GrpcMetadata Trailers { get; } = trailers ?? GrpcMetadata.Empty;
}
