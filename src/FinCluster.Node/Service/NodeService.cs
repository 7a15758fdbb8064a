using System.Runtime.CompilerServices;
using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc.Server;
using FinCluster.Node.Reports;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using EmbedRequest = FinCluster.Contracts.Node.V1.EmbedRequest;
using EmbedResponse = FinCluster.Contracts.Node.V1.EmbedResponse;

namespace FinCluster.Node.Service;

/// <summary>Serves fincluster.node.v1.Node over a node's engines.</summary>
internal sealed class NodeService(ReplicaSet replicas, NodeReporter reporter, IHostApplicationLifetime lifetime)
{
    private const int MaxGatewayIdLength = 64;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(NodeReflection.Descriptor.Services[0], service => service
        .ServerStreaming<GenerateRequest, GenerateEvent>("Generate", (request, call) => GenerateAsync(request, call, call.CancellationToken))
        .Unary<EmbedRequest, EmbedResponse>("Embed", EmbedAsync)
        .Unary<GetInfoRequest, GetInfoResponse>("GetInfo", (_, _) => Task.FromResult(GetInfo()))
        .ServerStreaming<WatchRequest, NodeReport>("Watch", (request, call) => reporter.WatchAsync(GatewayId(request), call.CancellationToken))
        .Unary<DrainRequest, DrainResponse>("Drain", (_, _) => Task.FromResult(Drain())));

    private async IAsyncEnumerable<GenerateEvent> GenerateAsync(
        GenerateRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IInferenceEngine engine = replicas.Get(request.Model);
        reporter.OnCallBegan();
        try
        {
            await foreach (GenerationEvent step in engine.GenerateAsync(NodeWire.ToCore(request, call.TimeRemaining), cancellationToken))
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
        reporter.OnCallBegan();
        try
        {
            return NodeWire.ToProto(await replicas.Get(request.Model).EmbedAsync(NodeWire.ToCore(request), call.CancellationToken));
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
        response.Replicas.AddRange(replicas.All.Select(engine => new ReplicaStatus
        {
            Model = ClusterWire.ToProto(engine.Model),
            Statistics = ClusterWire.ToProto(engine.GetStatistics()),
        }));
        return response;
    }

    private DrainResponse Drain()
    {
        lifetime.StopApplication();
        return new DrainResponse();
    }
}
