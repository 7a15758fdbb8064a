using System.Net;
using System.Net.Sockets;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Grpc.Tests.Client;

/// <summary>The client against servers that vanish or answer with something that is not gRPC.</summary>
public sealed class TransportFailureTests
{
    private static readonly Dictionary<string, Func<ScriptedHttp2Server, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["closes between messages"] = _ => Task.CompletedTask,
        ["closes inside a message"] = server => server.SendDataAsync([0, 0, 0, 0, 9, 1]),
        ["ends the stream inside a message"] = server => AndStayAsync(server, server.SendDataAsync([0, 0, 0, 0, 9, 1], endStream: true)),
        ["ends the stream without a status"] = server => AndStayAsync(server, server.SendDataAsync([], endStream: true)),
        ["gives the connection up"] = server => server.SendGoAwayAsync(lastStream: 1, code: 2),
        ["answers no pings"] = server => server.StayDeafAsync(),
    };

    public static TheoryData<string> Vanishing => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Vanishing))]
    public async Task Server_VanishesInAStream_MessagesThenUnavailable(string way)
    {
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedHttp2Server(async server =>
        {
            await server.SendHeadersAsync();
            await server.SendReplyAsync(1);
            await received.Task;
            await Ways[way](server);
        });

        GrpcException e = await StreamUntilFailureAsync(server.Address, received);

        Assert.Equal(GrpcStatus.Unavailable, e.Status);
    }

    [Theory]
    [InlineData(2, GrpcStatus.Unavailable)]
    [InlineData(3, GrpcStatus.Internal)]
    [InlineData(7, GrpcStatus.Unavailable)]
    [InlineData(8, GrpcStatus.Cancelled)]
    [InlineData(11, GrpcStatus.ResourceExhausted)]
    [InlineData(12, GrpcStatus.PermissionDenied)]
    public async Task Server_ResetsTheStream_StatusFollowsTheCode(int code, GrpcStatus expected)
    {
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedHttp2Server(async server =>
        {
            await server.SendHeadersAsync();
            await server.SendReplyAsync(1);
            await received.Task;
            await AndStayAsync(server, server.SendResetAsync(code));
        });

        GrpcException e = await StreamUntilFailureAsync(server.Address, received);

        Assert.Equal(expected, e.Status);
    }

    [Fact]
    public async Task Server_IsKilledInAStream_Unavailable()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Task calling = Sequences.DrainAsync(server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest { Count = 3, HangId = "a" }, GrpcCallOptions.Default, TestTimeouts.Token));
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await server.KillAsync();

        Assert.Equal(GrpcStatus.Unavailable, (await Assert.ThrowsAsync<GrpcException>(() => calling)).Status);
        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Server_IsKilledInAUnaryCall_Unavailable()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Task calling = server.Channel.UnaryAsync(
            EchoMethods.Hang, new HangRequest { Id = "a" }, GrpcCallOptions.Default, TestTimeouts.Token);
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await server.KillAsync();

        Assert.Equal(GrpcStatus.Unavailable, (await Assert.ThrowsAsync<GrpcException>(() => calling)).Status);
    }

    [Fact]
    public async Task Server_DoesNotListen_Unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        using var channel = new GrpcChannel(address, TimeProvider.System);

        Assert.Equal(GrpcStatus.Unavailable, (await UnaryFailsAsync(channel)).Status);
    }

    [Fact]
    public async Task Server_AcceptsAndSaysNothing_UnavailableByPing()
    {
        await using var server = new ScriptedHttp2Server(server => server.StayDeafAsync());
        using var channel = new GrpcChannel(server.Address, TimeProvider.System, QuickPings);

        Assert.Equal(GrpcStatus.Unavailable, (await UnaryFailsAsync(channel)).Status);
    }

    [Theory]
    [InlineData(400, GrpcStatus.Internal)]
    [InlineData(401, GrpcStatus.Unauthenticated)]
    [InlineData(403, GrpcStatus.PermissionDenied)]
    [InlineData(404, GrpcStatus.Unimplemented)]
    [InlineData(429, GrpcStatus.Unavailable)]
    [InlineData(502, GrpcStatus.Unavailable)]
    [InlineData(503, GrpcStatus.Unavailable)]
    [InlineData(504, GrpcStatus.Unavailable)]
    [InlineData(500, GrpcStatus.Unknown)]
    [InlineData(200, GrpcStatus.Unknown)]
    public async Task Server_AnswersWithHttp_StatusFollowsTheTable(int httpStatus, GrpcStatus expected)
    {
        await using EchoServer server = await EchoServer.StartAsync(map: app => app.Run(http =>
        {
            http.Response.StatusCode = httpStatus;
            return http.Response.WriteAsync("not gRPC");
        }));

        Assert.Equal(expected, (await UnaryFailsAsync(server.Channel)).Status);
    }

    [Theory]
    [InlineData("99", GrpcStatus.Unknown)]
    [InlineData("-1", GrpcStatus.Unknown)]
    [InlineData("five", GrpcStatus.Unknown)]
    [InlineData("5", GrpcStatus.NotFound)]
    public async Task Server_SendsAnyStatusText_IsReadOrUnknown(string text, GrpcStatus expected)
    {
        await using EchoServer server = await EchoServer.StartAsync(map: app => app.Run(http =>
        {
            http.Response.Headers["grpc-status"] = text;
            return Task.CompletedTask;
        }));

        Assert.Equal(expected, (await UnaryFailsAsync(server.Channel)).Status);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task Server_SendsNotExactlyOneReply_Unimplemented(byte[] body)
    {
        await using EchoServer server = await EchoServer.StartAsync(map: app => app.Run(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.StartAsync();
            await http.Response.Body.WriteAsync(body);
            http.Response.AppendTrailer("grpc-status", "0");
        }));

        Assert.Equal(GrpcStatus.Unimplemented, (await UnaryFailsAsync(server.Channel)).Status);
    }

    [Fact]
    public async Task Server_Returns_ChannelConnectsAgain()
    {
        EchoServer first = await EchoServer.StartAsync();
        using GrpcChannel channel = first.NewChannel();
        await channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
        await first.DisposeAsync();
        Assert.Equal(GrpcStatus.Unavailable, (await UnaryFailsAsync(channel)).Status);

        await using EchoServer second = await EchoServer.StartAsync(port: first.Address.Port);

        await channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
    }

    private static GrpcChannelOptions QuickPings => new()
    {
        KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
    };

    private static async Task AndStayAsync(ScriptedHttp2Server server, Task sending)
    {
        await sending;
        await server.StayDeafAsync();
    }

    private static Task<GrpcException> UnaryFailsAsync(GrpcChannel channel) => Assert.ThrowsAsync<GrpcException>(
        () => channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token));

    private static async Task<GrpcException> StreamUntilFailureAsync(Uri address, TaskCompletionSource received)
    {
        using var channel = new GrpcChannel(address, TimeProvider.System, QuickPings);
        return await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (EchoReply reply in channel.ServerStreaming(
                EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, TestTimeouts.Token))
            {
                Assert.Equal(1, reply.Number);
                received.SetResult();
            }
        });
    }
}
