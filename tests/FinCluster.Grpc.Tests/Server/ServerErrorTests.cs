using FinCluster.Grpc.Client;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Server;

public sealed class ServerErrorTests
{
    public static TheoryData<GrpcStatus> Failures => [.. Enum.GetValues<GrpcStatus>().Where(status => status != GrpcStatus.Ok)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Handler_ThrowsStatus_ClientGetsItWithDetailAndTrailers(GrpcStatus status)
    {
        await using EchoServer server = await EchoServer.StartAsync();

        GrpcException e = await FailAsync(server, new FailRequest { Status = (int)status, Detail = $"久期 50% é\n{status}" });

        Assert.Equal(status, e.Status);
        Assert.Equal($"久期 50% é\n{status}", e.Detail);
        Assert.Equal("stable_name", e.Trailers["x-error"]);
        Assert.Equal([0, 255], e.Trailers.GetBytes("x-error-bin"));
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Handler_Crashes_IsUnknownAndOnlyTheLogKnowsWhy()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        GrpcException e = await FailAsync(server, new FailRequest());

        Assert.Equal(GrpcStatus.Unknown, e.Status);
        Assert.DoesNotContain(EchoService.Secret, e.ToString(), StringComparison.Ordinal);
        Assert.Contains(EchoService.Secret, Assert.Single(server.Errors.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ThrowsTheHostsException_IsMapped()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.MapException = (call, e) =>
            e is InvalidOperationException
                ? new GrpcException(GrpcStatus.FailedPrecondition, call.Method, new GrpcMetadata { { "x-error", "mapped" } })
                : null);

        GrpcException mapped = await FailAsync(server, new FailRequest());
        GrpcException unmapped = await FailAsync(server, new FailRequest { Status = 5 });

        Assert.Equal(GrpcStatus.FailedPrecondition, mapped.Status);
        Assert.Equal("/fincluster.test.v1.Echo/Fail", mapped.Detail);
        Assert.Equal("mapped", mapped.Trailers["x-error"]);
        Assert.Equal(GrpcStatus.NotFound, unmapped.Status);
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Handler_FailsAfterMessages_ClientGetsBoth()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.ServerStream = (_, call) => new[] { 1, 2, 3 }.ToAsyncEnumerable().Select(i => i < 3
            ? new EchoReply { Number = i }
            : throw new GrpcException(GrpcStatus.DataLoss, "no third", new GrpcMetadata { { "x-error", "late" } }));
        var received = new List<int>();

        var e = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (EchoReply reply in server.Channel.ServerStreaming(
                EchoMethods.ServerStream, new StreamRequest(), GrpcCallOptions.Default, TestTimeouts.Token))
            {
                received.Add(reply.Number);
            }
        });

        Assert.Equal([1, 2], received);
        Assert.Equal((GrpcStatus.DataLoss, "no third", "late"), (e.Status, e.Detail, e.Trailers["x-error"]));
    }

    [Fact]
    public async Task Handler_ThrowsItsOwnCancellation_IsUnknown()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, _) => throw new OperationCanceledException("some timeout inside");

        var e = await Assert.ThrowsAsync<GrpcException>(() => server.Channel.UnaryAsync(
            EchoMethods.Unary, new EchoRequest(), GrpcCallOptions.Default, TestTimeouts.Token));

        Assert.Equal(GrpcStatus.Unknown, e.Status);
        Assert.Single(server.Errors.Lines);
    }

    [Fact]
    public async Task Handler_VeryLongDetail_StillArrives()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        GrpcException e = await FailAsync(server, new FailRequest { Status = 3, Detail = new string('久', 100_000) });

        Assert.Equal(GrpcStatus.InvalidArgument, e.Status);
        Assert.StartsWith("久久", e.Detail, StringComparison.Ordinal);
    }

    private static Task<GrpcException> FailAsync(EchoServer server, FailRequest request) => Assert.ThrowsAsync<GrpcException>(
        () => server.Channel.UnaryAsync(EchoMethods.Fail, request, GrpcCallOptions.Default, TestTimeouts.Token));
}
