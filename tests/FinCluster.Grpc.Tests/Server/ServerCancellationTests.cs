using FinCluster.Grpc.Client;
using FinCluster.Grpc.Server;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Server;

public sealed class ServerCancellationTests
{
    [Fact]
    public async Task Client_CancelsUnary_HandlerIsCancelledAndNothingIsLogged()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Task<EchoReply> calling = server.Channel.UnaryAsync(
            EchoMethods.Hang, new HangRequest { Id = "a" }, GrpcCallOptions.Default, cancellation.Token);
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Client_LosesItsConnection_HandlersAreCancelledAndNothingIsLogged()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using (var client = await RudeHttp2Client.ConnectAsync(server.Address))
        {
            await client.SendRequestAsync("/fincluster.test.v1.Echo/Hang", RawCall.Frame(new HangRequest { Id = "a" }), endStream: true);
            await client.SendRequestAsync("/fincluster.test.v1.Echo/ClientStream", [0, 0, 0, 0, 9], endStream: false);
            await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);
        }

        await server.Service.IsCancelledAsync("a").WaitAsync(TestTimeouts.Token);
        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Client_CancelsWhileSending_HandlerSeesCancellation()
    {
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ClientStream = async (requests, _) =>
        {
            try
            {
                await foreach (EchoRequest request in requests)
                {
                    first.SetResult();
                }
            }
            catch (Exception e)
            {
                seen.SetResult(e);
                throw;
            }

            return new EchoReply();
        };
        using var cancellation = new CancellationTokenSource();
        Task<EchoReply> calling = server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream,
            Sequences.OneThenNever(new EchoRequest(), TestTimeouts.Token),
            GrpcCallOptions.Default,
            cancellation.Token);
        await first.Task.WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.IsType<OperationCanceledException>(await seen.Task.WaitAsync(TestTimeouts.Token), exactMatch: false);
        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Handler_LeavesWorkBehind_ItsTokenEndsWithTheCall()
    {
        var leftBehind = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ClientStream = (requests, _) =>
        {
            leftBehind.SetResult(Sequences.DrainAsync(requests));
            return Task.FromResult(new EchoReply { Number = 1 });
        };

        EchoReply reply = await server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream,
            Sequences.OneThenNever(new EchoRequest(), TestTimeouts.Token),
            GrpcCallOptions.Default,
            TestTimeouts.Token);

        Assert.Equal(1, reply.Number);
        Task reading = await leftBehind.Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TestTimeouts.Token));
    }

    [Fact]
    public async Task Client_Leaves_CallLastsUntilTheHandlerHasEnded()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource<GrpcCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ServerStream = (_, call) => StubbornAsync(call, started, cancelled, release.Task);
        using var cancellation = new CancellationTokenSource();
        Task calling = Sequences.DrainAsync(server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, cancellation.Token));
        await started.Task.WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        GrpcCall call = await cancelled.Task.WaitAsync(TestTimeouts.Token);
        Task stopping = server.StopAsync();

        // The host waits for the call, and the call for its handler: the context is still this call's.
        Assert.False(stopping.IsCompleted);
        Assert.Equal("/fincluster.test.v1.Echo/ServerStream", call.Method);
        release.SetResult();
        await stopping.WaitAsync(TestTimeouts.Token);
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Handler_BreaksAfterItsClientLeft_IsAWarning()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        await BreakAfterTheClientLeftAsync(server);

        string line = Assert.Single(server.Errors.Lines);
        Assert.StartsWith("5003 ", line, StringComparison.Ordinal);
        Assert.Contains("clean-up is broken", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_FailsAsItMayAfterItsClientLeft_IsNotLogged()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.MapException = (_, e) =>
            e is InvalidOperationException ? new GrpcException(GrpcStatus.DeadlineExceeded, e.Message) : null);

        await BreakAfterTheClientLeftAsync(server);

        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Client_CancelsAtAnyMoment_NothingIsLogged()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        for (int i = 0; i < 200; i++)
        {
            using var cancellation = new CancellationTokenSource();
            Task stream = Sequences.DrainAsync(server.Channel.ServerStreaming(
                EchoMethods.ServerStream, new StreamRequest { Count = 50 }, GrpcCallOptions.Default, cancellation.Token));
            Task unary = server.Channel.UnaryAsync(
                EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, cancellation.Token);
            for (int turn = 0; turn < i; turn++)
            {
                await Task.Yield();
            }

            await cancellation.CancelAsync();
            await Record.ExceptionAsync(() => Task.WhenAll(stream, unary));
        }

        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    private static async IAsyncEnumerable<EchoReply> StubbornAsync(
        GrpcCall call, TaskCompletionSource started, TaskCompletionSource<GrpcCall> cancelled, Task release)
    {
        using CancellationTokenRegistration registration = call.CancellationToken.Register(() => cancelled.TrySetResult(call));
        started.SetResult();
        await release;
        yield return new EchoReply();
    }

    private static async Task BreakAfterTheClientLeftAsync(EchoServer server)
    {
        server.Service.Unary = async (_, call) =>
        {
            try
            {
                await server.Service.HangAsync("a", call.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("clean-up is broken");
            }

            return new EchoReply();
        };
        using var cancellation = new CancellationTokenSource();
        Task calling = server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, cancellation.Token);
        await server.Service.HangsAsync("a").WaitAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await server.StopAsync();
    }
}
