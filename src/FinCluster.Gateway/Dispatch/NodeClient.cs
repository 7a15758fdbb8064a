using System.Runtime.CompilerServices;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using FinCluster.Wire;
using Google.Protobuf;
using Polly;

namespace FinCluster.Gateway.Dispatch;

/// <summary>Calls one node; errors are <see cref="GrpcException"/>s.</summary>
/// <remarks>Thread-safe. It counts its calls, so that its channel ends with the last one after <see cref="Retire"/>.</remarks>
internal sealed class NodeClient(FleetNode node, ResiliencePipeline control, TimeProvider time) : IDisposable
{
    // A batch of embeddings is large: 2,048 vectors of 8,192 numbers are 64 MiB.
    private const int MaxResponseBytes = 80 * 1024 * 1024;

    // A large base model comes over a slow line.
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMinutes(30);

    // One for all nodes: most of them serve the same models.
    private static readonly GrpcMessageDecoder<GenerationEvent> EventDecoder = new GenerateEventDecoder().Decode;

    private readonly GrpcChannel _channel = new(node.Address, time, new GrpcChannelOptions
    {
        MaxReceiveMessageBytes = MaxResponseBytes,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        KeepAlivePingDelay = TimeSpan.FromSeconds(1),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
    });

    private int _inFlight;
    private volatile bool _retired;

    /// <summary>Gets the calls of this gateway that the node is working on.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Generates an answer.</summary>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BeginCall();
        try
        {
            var options = new GrpcCallOptions { Timeout = request.TimeLeft };
            GenerateRequest message = NodeWire.ToProto(request);
            await foreach (GenerationEvent step in _channel.ServerStreaming(
                NodeMethods.Generate, message, EventDecoder, options, cancellationToken))
            {
                yield return step;
            }
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Turns texts into vectors.</summary>
    public Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken) => CountAsync(async () =>
        NodeWire.ToCore(await _channel.UnaryAsync(NodeMethods.Embed, NodeWire.ToProto(request), GrpcCallOptions.Default, cancellationToken)));

    /// <summary>Asks for the replicas and their counters; again when that fails, but not for long.</summary>
    /// <exception cref="ExecutionRejectedException">The node takes too long, or has failed too often.</exception>
    public Task<GetInfoResponse> GetInfoAsync(CancellationToken cancellationToken) =>
        ControlAsync(NodeMethods.GetInfo, new GetInfoRequest(), cancellationToken);

    /// <summary>Has the node load a replica, waits until it takes requests, and gives what the node says it has. Its files may have to come first.</summary>
    public Task<ModelInfo> LoadReplicaAsync(ReplicaSpec replica, CancellationToken cancellationToken) => CountAsync(async () => ClusterWire.ToCore(
        (await _channel.UnaryAsync(
            NodeMethods.LoadReplica, ReplicaWire.ToProto(replica), new GrpcCallOptions { Timeout = LongestLoad }, cancellationToken)).Model));

    /// <summary>Has the node take a replica out, when its answers have ended.</summary>
    public Task UnloadReplicaAsync(string name, CancellationToken cancellationToken) => CountAsync(() => _channel.UnaryAsync(
        NodeMethods.UnloadReplica, new UnloadReplicaRequest { Name = name }, new GrpcCallOptions { Timeout = LongestLoad }, cancellationToken));

    /// <summary>Lets the node finish what it has and end; it answers at once.</summary>
    /// <exception cref="ExecutionRejectedException">The node takes too long, or has failed too often.</exception>
    public Task DrainAsync(CancellationToken cancellationToken) => ControlAsync(NodeMethods.Drain, new DrainRequest(), cancellationToken);

    /// <summary>Takes no more calls: the node has gone. Those that run end by themselves.</summary>
    public void Retire()
    {
        _retired = true;

        // As a call that ends at once: it ends the channel when no other runs.
        Interlocked.Increment(ref _inFlight);
        EndCall();
    }

    public void Dispose() => _channel.Dispose();

    private Task<TResponse> ControlAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => CountAsync(async () => await control.ExecuteAsync(
            async attempt => await _channel.UnaryAsync(method, request, GrpcCallOptions.Default, attempt), cancellationToken));

    private async Task<T> CountAsync<T>(Func<Task<T>> call)
    {
        BeginCall();
        try
        {
            return await call();
        }
        finally
        {
            EndCall();
        }
    }

    private void BeginCall()
    {
        Interlocked.Increment(ref _inFlight);
        if (_retired)
        {
            EndCall();

            // Whoever picked this node just before it went treats it as any other that is lost.
            throw new GrpcException(GrpcStatus.Unavailable, $"node {node.Id} has gone");
        }
    }

    private void EndCall()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _retired)
        {
            _channel.Dispose();
        }
    }
}
