using System.Reflection;
using FinCluster.Contracts.V1;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Models;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Cluster.</summary>
internal sealed class ClusterService(ModelDirectory models, FleetStatus fleet, AdminService admin, GatewayMetrics metrics, TimeProvider time)
{
    private static readonly string Version =
        typeof(ClusterService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly long _started = time.GetTimestamp();

    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(ClusterReflection.Descriptor.Services[0], service => service
        .Unary<ListModelsRequest, ListModelsResponse>("ListModels", (_, call) => Task.FromResult(ListModels(call)))
        .Unary<GetStatusRequest, GetStatusResponse>("GetStatus", (_, call) => GetStatusAsync(call))
        .Unary<DrainNodeRequest, DrainNodeResponse>("DrainNode", admin.DrainNodeAsync));

    private ListModelsResponse ListModels(GrpcCall call)
    {
        Caller.Of(call.HttpContext);
        var response = new ListModelsResponse();
        response.Models.AddRange(models.All.Select(ClusterWire.ToProto));
        return response;
    }

    private async Task<GetStatusResponse> GetStatusAsync(GrpcCall call)
    {
        Caller.Of(call.HttpContext);
        var response = new GetStatusResponse
        {
            Version = Version,
            UptimeSeconds = time.GetElapsedTime(_started).TotalSeconds,
            ActiveRequests = (int)metrics.ActiveNow,
            Failovers = metrics.FailoversTotal,
        };
        response.Nodes.AddRange(await fleet.AskAsync(call.CancellationToken));
        return response;
    }
}
