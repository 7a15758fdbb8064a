using System.Runtime.CompilerServices;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using Grpc.Health.V1;

namespace FinCluster.Grpc.Health;

/// <summary>Asks a server for its health.</summary>
public static class GrpcHealthClient
{
    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> Check =
        new(HealthReflection.Descriptor.Services[0], "Check", GrpcMethodKind.Unary);

    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> Watch =
        new(HealthReflection.Descriptor.Services[0], "Watch", GrpcMethodKind.ServerStreaming);

    /// <summary>Asks for the status of one service.</summary>
    /// <param name="channel">A channel to the server.</param>
    /// <param name="service">Full name of the service; empty for the whole server.</param>
    /// <param name="cancellationToken">Ends the call; give it a timeout, a broken server may never answer.</param>
    /// <returns>The status; <see cref="GrpcServingStatus.ServiceUnknown"/> when the server has no such service.</returns>
    /// <exception cref="GrpcException">The server did not answer, or has no health service.</exception>
    public static async Task<GrpcServingStatus> CheckAsync(GrpcChannel channel, string service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            var request = new HealthCheckRequest { Service = service };
            HealthCheckResponse response = await channel.UnaryAsync(Check, request, GrpcCallOptions.Default, cancellationToken);
            return (GrpcServingStatus)response.Status;
        }
        catch (GrpcException e) when (e.Status == GrpcStatus.NotFound)
        {
            return GrpcServingStatus.ServiceUnknown;
        }
    }

    /// <summary>Follows the status of one service: as it is now, then each change.</summary>
    /// <param name="channel">A channel to the server.</param>
    /// <param name="service">Full name of the service; empty for the whole server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GrpcException">The connection is lost, or the server has no health service.</exception>
    public static async IAsyncEnumerable<GrpcServingStatus> WatchAsync(
        GrpcChannel channel, string service, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var request = new HealthCheckRequest { Service = service };
        await foreach (HealthCheckResponse response in channel.ServerStreaming(Watch, request, GrpcCallOptions.Default, cancellationToken))
        {
            yield return (GrpcServingStatus)response.Status;
        }
    }
}
