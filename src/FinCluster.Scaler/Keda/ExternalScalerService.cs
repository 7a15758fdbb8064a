using System.Runtime.CompilerServices;
using FinCluster.Contracts.Keda;
using FinCluster.Grpc;
using FinCluster.Grpc.Server;
using FinCluster.Scaler.Control;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Scaler.Keda;

/// <summary>Answers KEDA: the metric is the number of replicas that a pool should have, and each replica takes one of it.</summary>
/// <remarks>A scaler that does not lead answers from what the leader has noted. While neither is known, calls fail and KEDA keeps what there is.</remarks>
internal sealed class ExternalScalerService(ScalerLoop loop, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>The key of a trigger's metadata that names the pool.</summary>
    public const string PoolKey = "pool";

    private const string MetricPrefix = "fincluster-replicas-";

    /// <summary>Adds the service to a host.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(ExternalscalerReflection.Descriptor.Services[0], service => service
        .Unary<ScaledObjectRef, IsActiveResponse>("IsActive", (request, _) => Task.FromResult(new IsActiveResponse { Result = DesiredOf(PoolOf(request)) > 0 }))
        .ServerStreaming<ScaledObjectRef, IsActiveResponse>("StreamIsActive", (request, call) => StreamAsync(PoolOf(request), call.CancellationToken))
        .Unary<ScaledObjectRef, GetMetricSpecResponse>("GetMetricSpec", (request, _) => Task.FromResult(SpecOf(PoolOf(request))))
        .Unary<GetMetricsRequest, GetMetricsResponse>("GetMetrics", (request, _) => Task.FromResult(MetricsOf(request)))
        .ServerStreaming<ScaledObjectRef, GetMetricSpecResponse>("StreamMetricSpec", (request, call) => StreamSpecAsync(PoolOf(request), call.CancellationToken)));

    private string PoolOf(ScaledObjectRef? request)
    {
        if (request is null || !request.ScalerMetadata.TryGetValue(PoolKey, out string? pool))
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, $"the trigger's metadata lacks '{PoolKey}'");
        }

        return loop.Status.Find(pool) is null
            ? throw new GrpcException(GrpcStatus.NotFound, $"the plan has no pool '{pool}'")
            : pool;
    }

    private int DesiredOf(string pool) => loop.Status.Find(pool)?.Desired
        ?? throw new GrpcException(GrpcStatus.Unavailable, "no scaler has decided yet");

    private static GetMetricSpecResponse SpecOf(string pool) => new()
    {
        MetricSpecs = { new MetricSpec { MetricName = MetricPrefix + pool, TargetSize = 1, TargetSizeFloat = 1 } },
    };

    private GetMetricsResponse MetricsOf(GetMetricsRequest request)
    {
        string pool = PoolOf(request.ScaledObjectRef);

        // KEDA may put a prefix of its own before the name.
        if (!request.MetricName.EndsWith(MetricPrefix + pool, StringComparison.Ordinal))
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, $"pool '{pool}' has no metric '{request.MetricName}'");
        }

        int replicas = DesiredOf(pool);
        return new GetMetricsResponse
        {
            MetricValues = { new MetricValue { MetricName = request.MetricName, MetricValue_ = replicas, MetricValueFloat = replicas } },
        };
    }

    private async IAsyncEnumerable<IsActiveResponse> StreamAsync(string pool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        bool? told = null;
        long version = -1;
        while (true)
        {
            ScalerStatus status;
            try
            {
                status = await loop.WaitForChangeAsync(version, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The server stops; KEDA asks another one.
                yield break;
            }

            version = status.Version;
            if (status.Find(pool)?.Desired is { } desired && told != desired > 0)
            {
                told = desired > 0;
                yield return new IsActiveResponse { Result = told.Value };
            }
        }
    }

    private async IAsyncEnumerable<GetMetricSpecResponse> StreamSpecAsync(string pool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return SpecOf(pool);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
