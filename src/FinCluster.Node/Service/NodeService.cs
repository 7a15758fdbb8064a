using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc.Server;
using FinCluster.Node.Hosting;
using FinCluster.Node.Replicas;
using FinCluster.Node.Reports;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using EmbedRequest = FinCluster.Contracts.Node.V1.EmbedRequest;
using EmbedResponse = FinCluster.Contracts.Node.V1.EmbedResponse;

namespace FinCluster.Node.Service;

/// <summary>Serves fincluster.node.v1.Node over a node's engines.</summary>
internal sealed class NodeService(ReplicaManager manager, NodeReporter reporter, NodeOptions options, IHostApplicationLifetime lifetime)
{
    private const int MaxGatewayIdLength = 64;

    private static readonly TimeSpan MaxDrain = TimeSpan.FromHours(1);

    private readonly ReplicaSet _replicas = manager.Replicas;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpc(NodeReflection.Descriptor.Services[0], MapNode);
        routes.MapGrpc(ArtifactsReflection.Descriptor.Services[0], service => service.ServerStreaming<ReadArtifactRequest, ArtifactChunk>(
            "Read", (request, call) => ArtifactChunks.ReadAsync(request, manager.Artifacts.TryPinAsync, call.CancellationToken)));
    }

    private void MapNode(GrpcServiceBuilder service) => service
        .ServerStreaming<GenerateRequest, GenerateEvent>("Generate", (request, call) => GenerateAsync(request, call, call.CancellationToken))
        .Unary<EmbedRequest, EmbedResponse>("Embed", EmbedAsync)
        .Unary<GetInfoRequest, GetInfoResponse>("GetInfo", (_, _) => Task.FromResult(GetInfo()))
        .ServerStreaming<WatchRequest, NodeReport>("Watch", (request, call) => reporter.WatchAsync(GatewayId(request), call.CancellationToken))
        .ServerStreaming<WatchReplicasRequest, ReplicaList>("WatchReplicas", (_, call) => WatchReplicasAsync(call.CancellationToken))
        .Unary<LoadReplicaRequest, LoadReplicaResponse>("LoadReplica", LoadAsync)
        .Unary<UnloadReplicaRequest, UnloadReplicaResponse>("UnloadReplica", UnloadAsync)
        .Unary<DrainRequest, DrainResponse>("Drain", (_, _) => Task.FromResult(Drain()));

    private async IAsyncEnumerable<GenerateEvent> GenerateAsync(
        GenerateRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ReplicaUse replica = _replicas.Use(request.Model);
        reporter.OnCallBegan();
        try
        {
            await foreach (GenerationEvent step in replica.Engine.GenerateAsync(NodeWire.ToCore(request, call.TimeRemaining), cancellationToken))
            {
                if (step is GenerationStarted)
                {
                    reporter.OnWorkChanged();
                }

                yield return NodeWire.ToProto(step);
            }
        }
        finally
        {
            reporter.OnCallEnded();
        }
    }

    private async Task<EmbedResponse> EmbedAsync(EmbedRequest request, GrpcCall call)
    {
        using ReplicaUse replica = _replicas.Use(request.Model);
        reporter.OnCallBegan();
        try
        {
            return NodeWire.ToProto(await replica.Engine.EmbedAsync(NodeWire.ToCore(request), call.CancellationToken));
        }
        finally
        {
            reporter.OnCallEnded();
        }
    }

    private static string GatewayId(WatchRequest request) => request.GatewayId.Length <= MaxGatewayIdLength
        ? request.GatewayId
        : throw RequestException.Invalid("gateway_id", $"a gateway id has at most {MaxGatewayIdLength} characters");

    private GetInfoResponse GetInfo()
    {
        var response = new GetInfoResponse();
        response.Replicas.AddRange(_replicas.All.Select(engine => new ReplicaStatus
        {
            Model = ClusterWire.ToProto(engine.Model),
            Statistics = ClusterWire.ToProto(engine.GetStatistics()),
        }));
        response.Problems.AddRange(manager.Problems.Select(problem => new Contracts.Node.V1.ReplicaProblem
        {
            Name = problem.Name,
            Error = problem.Error.Kind.Name,
            Message = problem.Error.Message,
        }));
        return response;
    }

    private async IAsyncEnumerable<ReplicaList> WatchReplicasAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void OnChanged() => changes.Writer.TryWrite(true);
        _replicas.Changed += OnChanged;
        await using CancellationTokenRegistration stopping = lifetime.ApplicationStopping.Register(() => changes.Writer.TryComplete());
        try
        {
            do
            {
                yield return new ReplicaList { Replicas = { _replicas.All.Select(engine => ClusterWire.ToProto(engine.Model)) } };
            }
            while (await changes.Reader.WaitToReadAsync(cancellationToken) && changes.Reader.TryRead(out _));
        }
        finally
        {
            _replicas.Changed -= OnChanged;
        }
    }

    private async Task<LoadReplicaResponse> LoadAsync(LoadReplicaRequest request, GrpcCall call)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RequestException(ErrorCode.ShuttingDown, "the node is shutting down");
        }

        ModelInfo model = await manager.LoadAsync(ReplicaWire.ToCore(request), call.CancellationToken);
        return new LoadReplicaResponse { Model = ClusterWire.ToProto(model) };
    }

    private async Task<UnloadReplicaResponse> UnloadAsync(UnloadReplicaRequest request, GrpcCall call)
    {
        TimeSpan drain = request.HasDrainMs ? TimeSpan.FromMilliseconds(request.DrainMs) : options.DrainTimeout;
        if (drain < TimeSpan.Zero || drain > MaxDrain)
        {
            throw RequestException.Invalid("drain_ms", $"drain_ms must be between 0 and {MaxDrain.TotalMilliseconds}, it is {request.DrainMs}");
        }

        await manager.UnloadAsync(request.Name, drain, call.CancellationToken);
        return new UnloadReplicaResponse();
    }

    private DrainResponse Drain()
    {
        lifetime.StopApplication();
        return new DrainResponse();
    }
}
