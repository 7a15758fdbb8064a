using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Client;

public sealed class ClientCallTests
{
    [Fact]
    public async Task Unary_Request_GetsItsReply()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        EchoReply reply = await server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest { Text = "久期", Number = 1 }, GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal(new EchoReply { Text = "久期", Number = 2 }, reply);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task ServerStreaming_ManyMessages_ComeInOrder(int count)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var request = new StreamRequest { Count = count, Text = "token" };

        List<EchoReply> replies = await server.Channel
            .ServerStreaming(EchoMethods.ServerStream, request, GrpcCallOptions.Default, TestTimeouts.Token)
            .ToListAsync(TestTimeouts.Token);

        Assert.Equal(Enumerable.Range(0, count).Select(i => new EchoReply { Text = "token", Number = i }), replies);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 499_500)]
    public async Task ClientStreaming_ManyMessages_AllArrive(int count, int sum)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var requests = Enumerable.Range(0, count).Select(i => new EchoRequest { Number = i }).ToAsyncEnumerable();

        EchoReply reply = await server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream, requests, GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal(sum, reply.Number);
    }

    [Fact]
    public async Task Duplex_EachRequestAfterTheReplyBefore_Alternates()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var requests = Channel.CreateBounded<EchoRequest>(1);
        await requests.Writer.WriteAsync(new EchoRequest { Number = 1 }, TestTimeouts.Token);
        var received = new List<int>();

        await foreach (EchoReply reply in server.Channel.Duplex(
            EchoMethods.Duplex, requests.Reader.ReadAllAsync(TestTimeouts.Token), GrpcCallOptions.Default, TestTimeouts.Token))
        {
            received.Add(reply.Number);
            if (reply.Number < 50)
            {
                await requests.Writer.WriteAsync(new EchoRequest { Number = reply.Number + 1 }, TestTimeouts.Token);
            }
            else
            {
                requests.Writer.Complete();
            }
        }

        Assert.Equal(Enumerable.Range(1, 50), received);
    }

    [Fact]
    public async Task Duplex_ServerSpeaksFirst_HeadersAndReplyComeBeforeAnyRequest()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Duplex = (_, _) => new[] { new EchoReply { Number = 7 } }.ToAsyncEnumerable();

        // A new connection has frames of its own to send, which would take the headers along.
        await server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

        EchoReply reply = await server.Channel.Duplex(
            EchoMethods.Duplex,
            Sequences.OneThenNever(new EchoRequest(), TestTimeouts.Token).Skip(1),
            GrpcCallOptions.Default,
            TestTimeouts.Token).SingleAsync(TestTimeouts.Token);

        Assert.Equal(7, reply.Number);
    }

    [Fact]
    public async Task ServerStreaming_SlowSource_EachMessageComesAtOnce()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var next = Channel.CreateBounded<EchoReply>(1);
        server.Service.ServerStream = (_, call) => next.Reader.ReadAllAsync(call.CancellationToken);
        await using IAsyncEnumerator<EchoReply> replies = server.Channel
            .ServerStreaming(EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);

        for (int i = 0; i < 5; i++)
        {
            await next.Writer.WriteAsync(new EchoReply { Number = i }, TestTimeouts.Token);
            Assert.True(await replies.MoveNextAsync());
            Assert.Equal(i, replies.Current.Number);
        }

        next.Writer.Complete();
        Assert.False(await replies.MoveNextAsync());
    }

    [Fact]
    public async Task ServerStreaming_EnumeratedTwice_CallsTwice()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        IAsyncEnumerable<EchoReply> call = server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest { Count = 2 }, GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal(2, await call.CountAsync(TestTimeouts.Token));
        Assert.Equal(2, await call.CountAsync(TestTimeouts.Token));
    }

    [Fact]
    public async Task Unary_MethodOfAnotherKind_Throws()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => server.Channel.UnaryAsync(
            EchoMethods.Duplex, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token));
    }

    [Fact]
    public async Task ClientStreaming_SequenceThrows_ItsExceptionComesOutAndServerIsCancelled()
    {
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ClientStream = async (requests, _) =>
        {
            try
            {
                await Sequences.DrainAsync(requests);
            }
            catch (Exception e)
            {
                seen.SetResult(e);
                throw;
            }

            return new EchoReply();
        };
        var failing = Enumerable.Range(0, 10).ToAsyncEnumerable()
            .Select(i => i < 9 ? new EchoRequest() : throw new FormatException("ninth"));

        var e = await Assert.ThrowsAsync<FormatException>(() => server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream, failing, GrpcCallOptions.Default, TestTimeouts.Token));

        Assert.Equal("ninth", e.Message);
        Assert.IsType<OperationCanceledException>(await seen.Task.WaitAsync(TestTimeouts.Token), exactMatch: false);
        await server.StopAsync();
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task ClientStreaming_ServerAnswersEarly_SequenceIsEnded()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ClientStream = async (requests, _) =>
        {
            await requests.FirstAsync();
            throw new GrpcException(GrpcStatus.ResourceExhausted, "enough");
        };

        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream, NotingItsEnd(ended, TestTimeouts.Token), GrpcCallOptions.Default, TestTimeouts.Token));

        Assert.Equal((GrpcStatus.ResourceExhausted, "enough"), (e.Status, e.Detail));
        await ended.Task.WaitAsync(TestTimeouts.Token);
    }

    private static async IAsyncEnumerable<EchoRequest> NotingItsEnd(
        TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            yield return new EchoRequest();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        finally
        {
            ended.SetResult();
        }
    }
}
