using System.Net;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Server;

/// <summary>Deadlines as the server keeps them, for clients that do not keep them themselves.</summary>
public sealed class ServerDeadlineTests
{
    private const string Hang = "/fincluster.test.v1.Echo/Hang";
    private const string Unary = "/fincluster.test.v1.Echo/Unary";
    private const string ServerStream = "/fincluster.test.v1.Echo/ServerStream";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Deadline_Passes_HandlerIsCancelledAndClientTold()
    {
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        byte[] request = RawCall.Frame(new HangRequest { Id = "a" });
        Task<RawCall> calling = RawCall.PostAsync(server.Address, Hang, request, ("grpc-timeout", "5S"));
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(server.Service.IsCancelledAsync("a").IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
        Assert.Equal(GrpcStatus.DeadlineExceeded, (await calling).Status);
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Deadline_PassesInAStream_MessagesStayAndStatusFollows()
    {
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        byte[] request = RawCall.Frame(new StreamRequest { Count = 2, HangId = "a" });
        Task<RawCall> calling = RawCall.PostAsync(server.Address, ServerStream, request, ("grpc-timeout", "5S"));
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        _time.Advance(TimeSpan.FromSeconds(6));

        RawCall call = await calling;
        Assert.Equal(GrpcStatus.DeadlineExceeded, call.Status);
        Assert.False(call.IsTrailersOnly);
        Assert.Equal([.. RawCall.Frame(new EchoReply()), .. RawCall.Frame(new EchoReply { Number = 1 })], call.Body);
    }

    [Fact]
    public async Task Deadline_PassesAndHandlerAnswersAllTheSame_AnswerIsDropped()
    {
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        server.Service.Unary = (_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            return Task.FromResult(new EchoReply { Number = 1 });
        };

        RawCall call = await RawCall.PostAsync(server.Address, Unary, RawCall.Frame(new EchoRequest()), ("grpc-timeout", "5S"));

        Assert.Equal(GrpcStatus.DeadlineExceeded, call.Status);
        Assert.Empty(call.Body);
    }

    [Fact]
    public async Task Deadline_PassesAndHandlerExplainsIt_ExplanationIsSent()
    {
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        server.Service.Unary = (_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            throw new GrpcException(GrpcStatus.DeadlineExceeded, "in the queue");
        };

        RawCall call = await RawCall.PostAsync(server.Address, Unary, RawCall.Frame(new EchoRequest()), ("grpc-timeout", "5S"));

        Assert.Equal((GrpcStatus.DeadlineExceeded, "in the queue"), (call.Status, call.Detail));
    }

    [Fact]
    public async Task Deadline_PassesInTheHost_HookSeesItAsAStatus()
    {
        await using EchoServer server = await EchoServer.StartAsync(
            options => options.MapException = (_, e) => e is GrpcException { Status: GrpcStatus.DeadlineExceeded } late
                ? new GrpcException(late.Status, late.Detail, new GrpcMetadata { { "x-error", "deadline_exceeded" } })
                : null,
            time: _time);
        byte[] request = RawCall.Frame(new HangRequest { Id = "a" });
        Task<RawCall> calling = RawCall.PostAsync(server.Address, Hang, request, ("grpc-timeout", "5S"));
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("deadline_exceeded", (await calling).Header("x-error"));
    }

    [Fact]
    public async Task Deadline_PassesWhileClientDoesNotRead_HandlerEnds()
    {
        var yielding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        server.Service.ServerStream = (_, _) => OneLargeMessageAsync(yielding, ended);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, ServerStream))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(RawCall.Frame(new StreamRequest())),
            Headers = { { "grpc-timeout", "5S" } },
        };
        request.Content.Headers.Add("content-type", "application/grpc");
        using HttpResponseMessage response = await client.SendAsync(request, TestTimeouts.Token);
        await yielding.Task.WaitAsync(TestTimeouts.Token);

        _time.Advance(TimeSpan.FromSeconds(6));

        await ended.Task.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task TimeRemaining_WithDeadline_CountsDownAndWithoutIsNull()
    {
        var seen = new List<TimeSpan?>();
        await using EchoServer server = await EchoServer.StartAsync(time: _time);
        server.Service.Unary = (_, call) =>
        {
            seen.Add(call.TimeRemaining);
            _time.Advance(TimeSpan.FromSeconds(1));
            seen.Add(call.TimeRemaining);
            return Task.FromResult(new EchoReply());
        };

        await RawCall.PostAsync(server.Address, Unary, RawCall.Frame(new EchoRequest()), ("grpc-timeout", "5S"));
        await server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4), null, null], seen);
    }

    // More than the client's window takes, so its flush does not come back.
    private static async IAsyncEnumerable<EchoReply> OneLargeMessageAsync(TaskCompletionSource yielding, TaskCompletionSource ended)
    {
        try
        {
            await Task.Yield();
            yielding.SetResult();
            yield return new EchoReply { Text = new string('x', 3_000_000) };
        }
        finally
        {
            ended.SetResult();
        }
    }
}
