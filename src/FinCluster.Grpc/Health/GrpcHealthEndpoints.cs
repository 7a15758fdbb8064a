using System.Runtime.CompilerServices;
using FinCluster.Grpc.Server;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace FinCluster.Grpc.Health;

/// <summary>Serves <see cref="GrpcHealth"/> as grpc.health.v1.</summary>
public static class GrpcHealthEndpoints
{
    // The upper bound that health.proto sets.
    private const int MaxListed = 100;

    /// <summary>Maps the health service. When the host begins to stop, <see cref="GrpcHealth.Shutdown"/> is called.</summary>
    /// <remarks>The shutdown also ends the calls of watchers; the host would wait for them in vain.</remarks>
    public static IEndpointConventionBuilder MapGrpcHealth(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        GrpcHealth health = routes.RequireGrpc<GrpcHealth>();
        routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(health.Shutdown);
        return routes.MapGrpc(HealthReflection.Descriptor.Services[0], service => service
            .Unary<HealthCheckRequest, HealthCheckResponse>("Check", (request, _) => Task.FromResult(Check(health, request.Service)))
            .Unary<HealthListRequest, HealthListResponse>("List", (_, _) => Task.FromResult(List(health)))
            .ServerStreaming<HealthCheckRequest, HealthCheckResponse>(
                "Watch", (request, call) => WatchAsync(health, request.Service, call.CancellationToken)));
    }

    private static HealthCheckResponse Check(GrpcHealth health, string service) => health.Get(service) switch
    {
        GrpcServingStatus.ServiceUnknown => throw new GrpcException(GrpcStatus.NotFound, $"There is no service '{service}'."),
        GrpcServingStatus status => ToResponse(status),
    };

    private static HealthListResponse List(GrpcHealth health)
    {
        IReadOnlyDictionary<string, GrpcServingStatus> statuses = health.Statuses;
        if (statuses.Count > MaxListed)
        {
            throw new GrpcException(GrpcStatus.ResourceExhausted, $"There are more than {MaxListed} services.");
        }

        var response = new HealthListResponse();
        foreach ((string service, GrpcServingStatus status) in statuses)
        {
            response.Statuses.Add(service, ToResponse(status));
        }

        return response;
    }

    private static async IAsyncEnumerable<HealthCheckResponse> WatchAsync(
        GrpcHealth health, string service, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (GrpcServingStatus status in health.WatchAsync(service, cancellationToken))
        {
            yield return ToResponse(status);
        }
    }

    private static HealthCheckResponse ToResponse(GrpcServingStatus status) => new() { Status = (ServingStatus)status };
}
