using System.Net;
using System.Net.Http.Headers;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Client;

/// <summary>The body of a call's request.</summary>
internal abstract class MessageContent : HttpContent
{
    // Shared by all requests, so nobody may change it.
    private static readonly MediaTypeHeaderValue GrpcContentType = new(GrpcHeaders.ContentType);

    protected MessageContent() => Headers.ContentType = GrpcContentType;

    /// <summary>Gets what the caller's own sequence threw; null while it did not.</summary>
    public virtual Exception? SourceFailure => null;

    protected abstract override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
