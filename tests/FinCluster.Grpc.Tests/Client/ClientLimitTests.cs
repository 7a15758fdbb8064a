using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Client;

public sealed class ClientLimitTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Unary_MegabytesBothWays_Arrive()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var request = new EchoRequest { Text = new string('x', (4 * MiB) - 100) };

        EchoReply reply = await UnaryAsync(server.Channel, request);

        Assert.Equal(request.Text, reply.Text);
    }

    [Fact]
    public async Task ClientStreaming_MoreThanKestrelTakesAsOneUpload_Arrives()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        var large = new EchoRequest { Text = new string('x', MiB), Number = 1 };

        EchoReply reply = await server.Channel.ClientStreamingAsync(
            EchoMethods.ClientStream, Enumerable.Repeat(large, 40).ToAsyncEnumerable(), GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal(40, reply.Number);
    }

    [Fact]
    public async Task Unary_RequestOverTheServersLimit_IsResourceExhausted()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.MaxReceiveMessageBytes = 1000);

        var large = new EchoRequest { Text = new string('x', 3 * MiB) };

        var e = await Assert.ThrowsAsync<GrpcException>(() => UnaryAsync(server.Channel, large));

        Assert.Equal(GrpcStatus.ResourceExhausted, e.Status);
        await UnaryAsync(server.Channel, new EchoRequest { Text = new string('x', 900) });
    }

    [Fact]
    public async Task Unary_ReplyOverTheClientsLimit_IsResourceExhausted()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using GrpcChannel channel = server.NewChannel(new GrpcChannelOptions { MaxReceiveMessageBytes = 1000 });

        var e = await Assert.ThrowsAsync<GrpcException>(() => UnaryAsync(channel, new EchoRequest { Text = new string('x', 1001) }));

        Assert.Equal(GrpcStatus.ResourceExhausted, e.Status);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Gzip_BothWays_TextComesBack(int size)
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.CompressResponses = true);
        var options = new GrpcCallOptions { Gzip = true };
        var request = new EchoRequest { Text = new string('z', size) };

        EchoReply unary = await server.Channel.UnaryAsync(EchoMethods.Unary, request, options, TestTimeouts.Token);
        List<EchoReply> duplex = await server.Channel
            .Duplex(EchoMethods.Duplex, new[] { request, request }.ToAsyncEnumerable(), options, TestTimeouts.Token)
            .ToListAsync(TestTimeouts.Token);

        Assert.Equal(request.Text, unary.Text);
        Assert.Equal([request.Text, request.Text], duplex.Select(reply => reply.Text));
    }

    [Fact]
    public async Task Gzip_RequestThatInflatesOverTheLimit_IsResourceExhausted()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.MaxReceiveMessageBytes = 10_000);
        var request = new EchoRequest { Text = new string('z', 100_000) };

        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.UnaryAsync(
            EchoMethods.Unary, request, new GrpcCallOptions { Gzip = true }, TestTimeouts.Token));

        Assert.Equal(GrpcStatus.ResourceExhausted, e.Status);
    }

    [Fact]
    public async Task Streams_64OnOneConnection_AllRunAtOnce() => await RunAtOnceAsync(64);

    [Fact]
    public async Task Streams_300OnOneConnection_AllRunAtOnce() => await RunAtOnceAsync(300);

    [Fact]
    public async Task Tls_TrustedCertificate_Works()
    {
        using var certificate = TestCertificate.Create();
        await using EchoServer server = await EchoServer.StartAsync(certificate: certificate);
        var options = new GrpcChannelOptions
        {
            Tls = new()
            {
                RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var channel = new GrpcChannel(server.SecureAddress, TimeProvider.System, options);

        Assert.Equal(1, (await UnaryAsync(channel, new EchoRequest())).Number);
    }

    [Fact]
    public async Task Tls_UnknownCertificate_IsUnavailable()
    {
        using var certificate = TestCertificate.Create();
        await using EchoServer server = await EchoServer.StartAsync(certificate: certificate);
        using var channel = new GrpcChannel(server.SecureAddress, TimeProvider.System);

        var e = await Assert.ThrowsAsync<GrpcException>(() => UnaryAsync(channel, new EchoRequest()));

        Assert.Equal(GrpcStatus.Unavailable, e.Status);
    }

    private static Task<EchoReply> UnaryAsync(GrpcChannel channel, EchoRequest request) =>
        channel.UnaryAsync(EchoMethods.Unary, request, GrpcCallOptions.Default, TestTimeouts.Token);

    // Nobody gets a message before everybody is there, so a connection that holds streams back fails.
    private static async Task RunAtOnceAsync(int streams)
    {
        using var everybody = new CountdownEvent(streams);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ServerStream = (_, call) => WaitForAllAsync();

        // The client opens more connections until it knows how many streams this one takes.
        await UnaryAsync(server.Channel, new EchoRequest());

        int[] counts = await Task.WhenAll(Enumerable.Range(0, streams).Select(_ => server.Channel
            .ServerStreaming(EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, TestTimeouts.Token)
            .CountAsync(TestTimeouts.Token).AsTask()));

        Assert.All(counts, count => Assert.Equal(100, count));
        Assert.Single(server.Connections);

        async IAsyncEnumerable<EchoReply> WaitForAllAsync()
        {
            if (everybody.Signal())
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(TestTimeouts.Token);
            for (int i = 0; i < 100; i++)
            {
                yield return new EchoReply { Number = i };
                await Task.Yield();
            }
        }
    }
}
