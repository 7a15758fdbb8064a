using System.Runtime.CompilerServices;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Grpc.Client;
using FinCluster.Wire;

namespace FinCluster.Gateway.Dispatch;

/// <summary>Calls one node. Thread-safe.</summary>
internal sealed class NodeClient(FleetNode node, TimeProvider time) : IDisposable
{
    // A batch of embeddings is large: 2,048 vectors of 8,192 numbers are 64 MiB.
    private const int MaxResponseBytes = 80 * 1024 * 1024;

    private readonly GrpcChannel _channel = new(node.Address, time, new GrpcChannelOptions
    {
        MaxReceiveMessageBytes = MaxResponseBytes,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        KeepAlivePingDelay = TimeSpan.FromSeconds(1),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
    });

    private int _inFlight;

    /// <summary>Gets the calls of this gateway that the node is working on.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Generates an answer; errors are <see cref="Grpc.GrpcException"/>s.</summary>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var options = new GrpcCallOptions { Timeout = request.TimeLeft };
            await foreach (GenerateEvent step in _channel.ServerStreaming(NodeMethods.Generate, NodeWire.ToProto(request), options, cancellationToken))
            {
                if (NodeWire.ToCore(step) is { } known)
                {
                    yield return known;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Turns texts into vectors; errors are <see cref="Grpc.GrpcException"/>s.</summary>
    public async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            return NodeWire.ToCore(await _channel.UnaryAsync(
                NodeMethods.Embed, NodeWire.ToProto(request), GrpcCallOptions.Default, cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Asks for the replicas and their counters.</summary>
    public Task<GetInfoResponse> GetInfoAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _channel.UnaryAsync(NodeMethods.GetInfo, new GetInfoRequest(), new GrpcCallOptions { Timeout = timeout }, cancellationToken);

    public void Dispose() => _channel.Dispose();
}
