using FinCluster.Contracts.Keda;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using FinCluster.Scaler.Tests.Control;
using FinCluster.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FinCluster.Scaler.Tests.Keda;

public sealed class ExternalScalerTests
{
    private static readonly ServiceDescriptor Service = ExternalscalerReflection.Descriptor.Services[0];

    [Fact]
    public async Task GetMetrics_IsTheNumberOfReplicas_AndEachReplicaTakesOne()
    {
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00");
        await scaler.WaitAsync(status => status.Pools[0].Desired == 6);

        GetMetricSpecResponse spec = await CallAsync<ScaledObjectRef, GetMetricSpecResponse>(scaler, "GetMetricSpec", Of("central"));
        MetricSpec metric = Assert.Single(spec.MetricSpecs);
        GetMetricsResponse metrics = await CallAsync<GetMetricsRequest, GetMetricsResponse>(
            scaler, "GetMetrics", new GetMetricsRequest { ScaledObjectRef = Of("central"), MetricName = "s0-" + metric.MetricName });

        Assert.Equal((1, 1), (metric.TargetSize, metric.TargetSizeFloat));
        MetricValue value = Assert.Single(metrics.MetricValues);
        Assert.Equal((6, 6), (value.MetricValue_, value.MetricValueFloat));
        Assert.True((await CallAsync<ScaledObjectRef, IsActiveResponse>(scaler, "IsActive", Of("central"))).Result);
    }

    [Fact]
    public async Task StreamIsActive_SaysWhenThePoolIsNeeded()
    {
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool with { MinReplicas = 0, BaseTokensPerSecond = 0 }));
        await using IAsyncEnumerator<IsActiveResponse> stream = scaler.Grpc.ServerStreaming(
            new GrpcMethod<ScaledObjectRef, IsActiveResponse>(Service, "StreamIsActive", GrpcMethodKind.ServerStreaming),
            Of("central"), GrpcCallOptions.Default, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);

        Assert.True(await stream.MoveNextAsync());
        Assert.False(stream.Current.Result);
        await scaler.Board.PostAsync(Plans.Waiting(3), TimeSpan.FromMinutes(1), TestTimeouts.Token);
        Assert.True(await stream.MoveNextAsync());
        Assert.True(stream.Current.Result);
    }

    [Fact]
    public async Task ScalerThatDoesNotLead_AnswersWhatTheLeaderAskedFor()
    {
        var leadership = new MemoryLeadership(TimeProvider.System);
        await using RunningScaler first = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", leadership.CreatePort());
        await first.WaitAsync(status => status.Pools[0].Desired == 6);
        await using RunningScaler second = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), "2026-11-23T04:00:00+08:00", leadership.CreatePort(), "second");
        await second.WaitAsync(status => status.Pools[0].Desired is not null);

        GetMetricsResponse metrics = await CallAsync<GetMetricsRequest, GetMetricsResponse>(
            second, "GetMetrics", new GetMetricsRequest { ScaledObjectRef = Of("central"), MetricName = "fincluster-replicas-central" });

        Assert.Equal(6, Assert.Single(metrics.MetricValues).MetricValueFloat);
    }

    [Fact]
    public async Task NothingDecidedYet_IsUnavailable_SoThatKedaKeepsWhatThereIs()
    {
        MemoryLeadership.Port port = new MemoryLeadership(TimeProvider.System).CreatePort();
        port.IsCut = true;
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), leadership: port);

        GrpcException error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync<ScaledObjectRef, IsActiveResponse>(scaler, "IsActive", Of("central")));

        Assert.Equal(GrpcStatus.Unavailable, error.Status);
    }

    [Theory]
    [InlineData("nothing", "nothing", "", GrpcStatus.InvalidArgument)]
    [InlineData("pool", "unknown", "", GrpcStatus.NotFound)]
    [InlineData("pool", "central", "cpu", GrpcStatus.InvalidArgument)]
    public async Task WrongMetadata_IsRefused(string key, string value, string metric, GrpcStatus status)
    {
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool));
        await scaler.WaitAsync(one => one.Pools[0].Desired is not null);
        var request = new GetMetricsRequest { ScaledObjectRef = new ScaledObjectRef { ScalerMetadata = { [key] = value } }, MetricName = metric };

        GrpcException error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync<GetMetricsRequest, GetMetricsResponse>(scaler, "GetMetrics", request));

        Assert.Equal(status, error.Status);
    }

    private static ScaledObjectRef Of(string pool) => new() { Name = "so", Namespace = "prod", ScalerMetadata = { ["pool"] = pool } };

    private static Task<TResponse> CallAsync<TRequest, TResponse>(RunningScaler scaler, string method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => scaler.Grpc.UnaryAsync(
            new GrpcMethod<TRequest, TResponse>(Service, method, GrpcMethodKind.Unary), request, GrpcCallOptions.Default, TestTimeouts.Token);
}
