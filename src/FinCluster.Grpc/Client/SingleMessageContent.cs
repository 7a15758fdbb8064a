using System.Net;
using FinCluster.Grpc.Wire;
using Google.Protobuf;

namespace FinCluster.Grpc.Client;

/// <summary>A request of one message.</summary>
internal sealed class SingleMessageContent(IMessage message, bool gzip) : MessageContent
{
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer(MessageWriter.PrefixBytes + message.CalculateSize());
        MessageWriter.Write(buffer, message, gzip);
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }
}
