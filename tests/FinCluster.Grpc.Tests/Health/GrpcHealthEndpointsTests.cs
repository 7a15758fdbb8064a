using System.Globalization;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Testing;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace FinCluster.Grpc.Tests.Health;

public sealed class GrpcHealthEndpointsTests
{
    private static readonly ServiceDescriptor Service = HealthReflection.Descriptor.Services[0];

    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> Watch =
        new(Service, "Watch", GrpcMethodKind.ServerStreaming);

    private static readonly GrpcMethod<HealthListRequest, HealthListResponse> List = new(Service, "List", GrpcMethodKind.Unary);

    [Fact]
    public async Task CheckAsync_AnyService_GivesItsStatus()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Health.Set("a", GrpcServingStatus.NotServing);

        Assert.Equal(GrpcServingStatus.Serving, await GrpcHealthClient.CheckAsync(server.Channel, string.Empty, TestTimeouts.Token));
        Assert.Equal(GrpcServingStatus.NotServing, await GrpcHealthClient.CheckAsync(server.Channel, "a", TestTimeouts.Token));
        Assert.Equal(GrpcServingStatus.ServiceUnknown, await GrpcHealthClient.CheckAsync(server.Channel, "b", TestTimeouts.Token));
    }

    [Fact]
    public async Task CheckAsync_ServerIsGone_Throws()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await server.KillAsync();

        var e = await Assert.ThrowsAsync<GrpcException>(
            () => GrpcHealthClient.CheckAsync(server.Channel, string.Empty, TestTimeouts.Token));

        Assert.Equal(GrpcStatus.Unavailable, e.Status);
    }

    [Fact]
    public async Task Watch_HostStops_WatcherIsToldAndDoesNotHoldTheHostUp()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using IAsyncEnumerator<HealthCheckResponse> watch = server.Channel
            .ServerStreaming(Watch, new HealthCheckRequest(), GrpcCallOptions.Default, TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(ServingStatus.Serving, watch.Current.Status);

        Task stopping = server.StopAsync();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(ServingStatus.NotServing, watch.Current.Status);
        Assert.False(await watch.MoveNextAsync());
        await stopping.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task List_Services_AllAreThereUpToTheLimit()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Health.Set("a", GrpcServingStatus.NotServing);

        HealthListResponse few = await ListAsync(server);
        for (int i = 0; i < 100; i++)
        {
            server.Health.Set(i.ToString(CultureInfo.InvariantCulture), GrpcServingStatus.Serving);
        }

        Assert.Equal(ServingStatus.Serving, few.Statuses[string.Empty].Status);
        Assert.Equal(ServingStatus.NotServing, few.Statuses["a"].Status);
        var e = await Assert.ThrowsAsync<GrpcException>(() => ListAsync(server));
        Assert.Equal(GrpcStatus.ResourceExhausted, e.Status);
    }

    private static Task<HealthListResponse> ListAsync(EchoServer server) =>
        server.Channel.UnaryAsync(List, new HealthListRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
}
