using System.Globalization;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Client;

public sealed class ClientCancellationTests
{
    [Fact]
    public async Task Enumeration_LeftEarly_ServerIsCancelledAtOnce()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        bool isPrompt = false;

        // A forgotten response is reset by its finalizer, so only a cancellation without a collection before it proves anything.
        for (int i = 0; i < 100 && !isPrompt; i++)
        {
            string id = i.ToString(CultureInfo.InvariantCulture);
            var request = new StreamRequest { Count = 3, HangId = id };
            await foreach (EchoReply reply in server.Channel.ServerStreaming(
                EchoMethods.ServerStream, request, GrpcCallOptions.Default, TestTimeouts.Token))
            {
                if (reply.Number == 2)
                {
                    break;
                }
            }

            int collections = GC.CollectionCount(0);
            await server.Service.IsCancelledAsync(id).WaitAsync(TestTimeouts.Token);
            isPrompt = collections == GC.CollectionCount(0);
        }

        Assert.True(isPrompt);
    }

    [Fact]
    public async Task Enumeration_CancelledWhileItWaits_ThrowsWithTheCallersToken()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Task calling = Sequences.DrainAsync(server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest { HangId = "a" }, GrpcCallOptions.Default, cancellation.Token));
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => calling);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Enumerators_OwnToken_CancelsTheCall()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Task calling = server.Channel
            .ServerStreaming(EchoMethods.ServerStream, new StreamRequest { HangId = "a" }, GrpcCallOptions.Default, TestTimeouts.Token)
            .CountAsync(cancellation.Token).AsTask();
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => calling);
        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Call_CancelledBefore_IsNotSent()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, _) => throw new InvalidOperationException("called");

        await Assert.ThrowsAsync<OperationCanceledException>(() => server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, new CancellationToken(canceled: true)));

        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Deadline_Passes_IsDeadlineExceededAndServerIsCancelled()
    {
        var time = new ManualTimeProvider();
        await using EchoServer server = await EchoServer.StartAsync();
        using var channel = new GrpcChannel(server.Address, time);
        Task<EchoReply> calling = channel.UnaryAsync(
            EchoMethods.Hang, new HangRequest { Id = "a" }, new GrpcCallOptions { Timeout = TimeSpan.FromMinutes(5) }, TestTimeouts.Token);
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(GrpcStatus.DeadlineExceeded, (await Assert.ThrowsAsync<GrpcException>(() => calling)).Status);
        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Deadline_IsSent_HandlerKnowsTheRest()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var response = new GrpcResponseMetadata();
        var options = new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(90), Response = response };

        await server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), options, TestTimeouts.Token);

        int remainingMs = int.Parse(response.Headers["x-remaining-ms"]!, CultureInfo.InvariantCulture);
        Assert.InRange(remainingMs, 30_000, 90_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Deadline_HasPassed_CallIsNotSent(int seconds)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, _) => throw new InvalidOperationException("called");
        var options = new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(seconds) };

        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest(), options, TestTimeouts.Token));

        Assert.Equal(GrpcStatus.DeadlineExceeded, e.Status);
        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Deadline_OfYears_IsNoError()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        EchoReply reply = await server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest(), new GrpcCallOptions { Timeout = TimeSpan.MaxValue }, TestTimeouts.Token);

        Assert.Equal(1, reply.Number);
    }
}
