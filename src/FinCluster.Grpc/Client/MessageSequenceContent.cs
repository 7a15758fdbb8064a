using System.IO.Pipelines;
using System.Net;
using FinCluster.Grpc.Wire;
using Google.Protobuf;

namespace FinCluster.Grpc.Client;

/// <summary>A request of many messages, which may go on while responses arrive.</summary>
internal sealed class MessageSequenceContent<T>(IAsyncEnumerable<T> messages, bool gzip) : MessageContent
    where T : class, IMessage<T>
{
    private MessagePump<T>? _pump;

    public override Exception? SourceFailure => Volatile.Read(ref _pump)?.SourceFailure;

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        PipeWriter output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var pump = new MessagePump<T>(output, gzip, stream.FlushAsync);
        if (Interlocked.CompareExchange(ref _pump, pump, comparand: null) is not null)
        {
            // The transport repeats a request that the server refused unseen. This one is partly gone from its source.
            throw new IOException("A sequence of requests cannot be sent twice.");
        }

        await pump.RunAsync(messages, cancellationToken);
        await output.FlushAsync(cancellationToken);
        await output.CompleteAsync();
    }
}
