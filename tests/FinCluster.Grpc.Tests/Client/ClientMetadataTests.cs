using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Client;

public sealed class ClientMetadataTests
{
    [Fact]
    public async Task Unary_Metadata_GoesThereAndComesBack()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var response = new GrpcResponseMetadata();
        var options = new GrpcCallOptions
        {
            Headers = new GrpcMetadata { { "x-echo", "a b=c" }, { "x-echo-bin", [0, 1, 255] } },
            Response = response,
        };

        await server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), options, TestTimeouts.Token);

        Assert.Equal("a b=c", response.Headers["x-head"]);
        Assert.Equal([0, 1, 255], response.Headers.GetBytes("x-head-bin"));
        Assert.Equal("a b=c", response.Trailers["x-tail"]);
        Assert.Equal([0, 1, 255], response.Trailers.GetBytes("x-tail-bin"));
        Assert.DoesNotContain(response.Headers.Concat(response.Trailers), entry => entry.Key.StartsWith("grpc-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_RequestHeaders_HoldOnlyMetadata()
    {
        GrpcMetadata received = GrpcMetadata.Empty;
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, call) =>
        {
            received = call.RequestHeaders;
            return Task.FromResult(new EchoReply());
        };
        var options = new GrpcCallOptions
        {
            Headers = new GrpcMetadata { { "authorization", "Bearer key" }, { "x-twice", "1" }, { "x-twice", "2" } },
            Timeout = TestTimeouts.Default,
            Gzip = true,
        };

        await server.Channel.UnaryAsync(EchoMethods.Unary, new EchoRequest(), options, TestTimeouts.Token);

        Assert.Equal(["authorization", "user-agent", "x-twice"], received.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("1, 2", received["x-twice"]);
    }

    [Fact]
    public async Task ServerStreaming_Headers_AreThereWithTheFirstMessage()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ServerStream = (_, call) =>
        {
            call.ResponseHeaders.Add("x-node", "n1");
            call.ResponseTrailers.Add("x-tokens", "2");
            return Enumerable.Range(0, 2).ToAsyncEnumerable().Select(i => new EchoReply { Number = i });
        };
        var response = new GrpcResponseMetadata();
        var seen = new List<(string?, string?)>();

        await foreach (EchoReply reply in server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest(), new GrpcCallOptions { Response = response }, TestTimeouts.Token))
        {
            seen.Add((response.Headers["x-node"], response.Trailers["x-tokens"]));
        }

        Assert.Equal([("n1", null), ("n1", null)], seen);
        Assert.Equal("2", response.Trailers["x-tokens"]);
    }

    [Fact]
    public async Task Failure_HandlersTrailersAndItsExceptions_ComeTogether()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, call) =>
        {
            call.ResponseTrailers.Add("x-queue", "17");
            throw new GrpcException(GrpcStatus.ResourceExhausted, "busy", new GrpcMetadata { { "retry-after-ms", "250" } });
        };
        var response = new GrpcResponseMetadata();

        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest(), new GrpcCallOptions { Response = response }, TestTimeouts.Token));

        Assert.Equal(("17", "250"), (e.Trailers["x-queue"], e.Trailers["retry-after-ms"]));
        Assert.Same(e.Trailers, response.Trailers);
    }

    [Fact]
    public async Task Handler_SetsHeadersTooLate_IsABugThatIsLogged()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ServerStream = (_, call) => Enumerable.Range(0, 2).ToAsyncEnumerable().Select(i =>
        {
            call.ResponseHeaders.Add("x-late", "1");
            return new EchoReply();
        });

        var e = await Assert.ThrowsAsync<GrpcException>(() => Sequences.DrainAsync(server.Channel.ServerStreaming(
            EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, TestTimeouts.Token)));

        Assert.Equal(GrpcStatus.Unknown, e.Status);
        Assert.Contains("x-late", Assert.Single(server.Errors.Lines), StringComparison.Ordinal);
    }
}
