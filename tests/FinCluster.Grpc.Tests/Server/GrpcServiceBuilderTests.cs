using FinCluster.Grpc.Health;
using FinCluster.Grpc.Server;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinCluster.Grpc.Tests.Server;

public sealed class GrpcServiceBuilderTests
{
    [Fact]
    public void MapGrpc_MissingHandlers_NamesThem()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Map(service => service
            .Unary<EchoRequest, EchoReply>("Unary", (_, _) => Task.FromResult(new EchoReply()))));

        Assert.Equal(
            "fincluster.test.v1.Echo has no handler for ServerStream, ClientStream, Duplex, Fail, Hang, AwaitCancelled, SetHealth.",
            e.Message);
    }

    [Fact]
    public void MapGrpc_UnknownMethod_Throws()
    {
        var e = Assert.Throws<ArgumentException>(() => Map(service => service
            .Unary<EchoRequest, EchoReply>("Unari", (_, _) => Task.FromResult(new EchoReply()))));

        Assert.Contains("no method Unari", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MapGrpc_WrongKindOrType_Throws()
    {
        Assert.Throws<ArgumentException>(() => Map(service => service
            .Unary<StreamRequest, EchoReply>("ServerStream", (_, _) => Task.FromResult(new EchoReply()))));
        Assert.Throws<ArgumentException>(() => Map(service => service
            .Unary<EchoRequest, EchoRequest>("Unary", (request, _) => Task.FromResult(request))));
    }

    [Fact]
    public void MapGrpc_SameMethodTwice_Throws()
    {
        var e = Assert.Throws<ArgumentException>(() => Map(service => service
            .Unary<EchoRequest, EchoReply>("Unary", (_, _) => Task.FromResult(new EchoReply()))
            .Unary<EchoRequest, EchoReply>("Unary", (_, _) => Task.FromResult(new EchoReply()))));

        Assert.Contains("/fincluster.test.v1.Echo/Unary has a handler", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MapGrpc_WithoutAddGrpcServer_SaysSo()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();

        var e = Assert.Throws<InvalidOperationException>(
            () => app.MapGrpc(EchoMethods.Service, new EchoService(new GrpcHealth()).Configure));

        Assert.Contains("AddGrpcServer", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Default_AreThese()
    {
        var options = new GrpcServerOptions();

        Assert.Equal(4 * 1024 * 1024, options.MaxReceiveMessageBytes);
        Assert.False(options.CompressResponses);
        Assert.Null(options.MapException);
    }

    [Fact]
    public async Task Options_NoRoomForAnyMessage_HostDoesNotStart()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EchoServer.StartAsync(options => options.MaxReceiveMessageBytes = 0));

        Assert.Contains("MaxReceiveMessageBytes", e.Message, StringComparison.Ordinal);
    }

    private static void Map(Action<GrpcServiceBuilder> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrpcServer();
        builder.Build().MapGrpc(EchoMethods.Service, configure);
    }
}
