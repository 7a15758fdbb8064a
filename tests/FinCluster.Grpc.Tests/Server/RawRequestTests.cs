using System.Net;
using FinCluster.Grpc.Tests.Echo;
using FinCluster.Grpc.Tests.Protos;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Grpc.Tests.Server;

/// <summary>The server against bytes that a proper client would not send.</summary>
public sealed class RawRequestTests
{
    private const string Unary = "/fincluster.test.v1.Echo/Unary";
    private const string ClientStream = "/fincluster.test.v1.Echo/ClientStream";

    private static readonly byte[] Hello = RawCall.Frame(new EchoRequest { Text = "hello", Number = 1 });

    public static TheoryData<string, GrpcStatus, byte[]> BadBodies => new()
    {
        { "malformed protobuf", GrpcStatus.Internal, RawCall.Frame([0xFF, 0xFF, 0xFF]) },
        { "truncated message", GrpcStatus.Internal, Hello[..^1] },
        { "truncated prefix", GrpcStatus.Internal, [0, 0] },
        { "unknown flag", GrpcStatus.Internal, [7, .. Hello[1..]] },
        { "flag without encoding", GrpcStatus.Internal, [1, .. Hello[1..]] },
        { "absurd length", GrpcStatus.ResourceExhausted, [0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "no message", GrpcStatus.Unimplemented, [] },
        { "two messages", GrpcStatus.Unimplemented, [.. Hello, .. Hello] },
    };

    [Fact]
    public async Task Post_WellFormed_HasHeadersMessageAndTrailers()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, Unary, Hello);

        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
        Assert.Equal("application/grpc", call.Response.Content.Headers.ContentType?.ToString());
        Assert.False(call.IsTrailersOnly);
        Assert.Equal(GrpcStatus.Ok, call.Status);
        Assert.Equal(RawCall.Frame(new EchoReply { Text = "hello", Number = 2 }), call.Body);
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Post_BadBody_IsRefusedAndChangesNothing(string what, GrpcStatus expected, byte[] body)
    {
        int calls = 0;
        await using EchoServer server = await EchoServer.StartAsync();
        server.Service.Unary = (_, _) => Task.FromResult(new EchoReply { Number = ++calls });

        RawCall call = await RawCall.PostAsync(server.Address, Unary, body);

        Assert.Equal(expected, call.Status);
        Assert.True(call.IsTrailersOnly);
        Assert.NotEmpty(call.Detail);
        Assert.True(calls == 0, what);
        Assert.Empty(server.Errors.Lines);
    }

    [Fact]
    public async Task Post_BadSecondMessageOfAStream_IsRefused()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, ClientStream, [.. Hello, .. RawCall.Frame([0xFF])]);

        Assert.Equal(GrpcStatus.Internal, call.Status);
    }

    [Fact]
    public async Task Post_GzipBomb_IsResourceExhausted()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        byte[] bomb = RawCall.Gzipped(new EchoRequest { Text = new string('0', 100_000_000) }.ToByteArray());

        RawCall call = await RawCall.PostAsync(server.Address, Unary, bomb, ("grpc-encoding", "gzip"));

        Assert.InRange(bomb.Length, 0, 1_000_000);
        Assert.Equal(GrpcStatus.ResourceExhausted, call.Status);
    }

    [Fact]
    public async Task Post_UnsupportedEncoding_SaysWhichAreSupported()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, Unary, RawCall.Frame([1, 2], flag: 1), ("grpc-encoding", "deflate"));

        Assert.Equal(GrpcStatus.Unimplemented, call.Status);
        Assert.Equal("identity,gzip", call.Header("grpc-accept-encoding"));
    }

    [Theory]
    [InlineData("gzip", 1000, 1)]
    [InlineData("deflate, gzip", 1000, 1)]
    [InlineData("gzip", 100, 0)]
    [InlineData("deflate", 1000, 0)]
    [InlineData("", 1000, 0)]
    public async Task Post_CompressingServer_CompressesWhatTheClientAccepts(string accepted, int size, byte flag)
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.CompressResponses = true);
        byte[] body = RawCall.Frame(new EchoRequest { Text = new string('x', size) });

        RawCall call = await RawCall.PostAsync(server.Address, Unary, body, ("grpc-accept-encoding", accepted));

        Assert.Equal(GrpcStatus.Ok, call.Status);
        Assert.Equal(flag, call.Body[0]);
        Assert.True(flag == 0 || call.Header("grpc-encoding") == "gzip");
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1S")]
    [InlineData("123456789m")]
    public async Task Post_MalformedTimeout_IsInternal(string timeout)
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, Unary, Hello, ("grpc-timeout", timeout));

        Assert.Equal(GrpcStatus.Internal, call.Status);
    }

    [Fact]
    public async Task Post_TimeoutOfZero_IsDeadlineExceeded()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, Unary, Hello, ("grpc-timeout", "0m"));

        Assert.Equal(GrpcStatus.DeadlineExceeded, call.Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpc-web")]
    public async Task Post_OtherContentType_Is415(string contentType)
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, Unary, Hello, ("content-type", contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, call.Response.StatusCode);
    }

    [Fact]
    public async Task Post_OverHttp11_Is426()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.SendAsync(server.Http1Address, Unary, Hello, HttpMethod.Post, HttpVersion.Version11);

        Assert.Equal(HttpStatusCode.UpgradeRequired, call.Response.StatusCode);
    }

    [Fact]
    public async Task Get_Method_Is405()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.SendAsync(server.Address, Unary, body: null, HttpMethod.Get, HttpVersion.Version20);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, call.Response.StatusCode);
    }

    [Theory]
    [InlineData("/fincluster.test.v1.Echo/Nope")]
    [InlineData("/no.such.Service/Unary")]
    [InlineData("/")]
    public async Task Post_UnknownMethod_IsUnimplemented(string path)
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RawCall call = await RawCall.PostAsync(server.Address, path, Hello);

        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
        Assert.True(call.IsTrailersOnly);
        Assert.Equal(GrpcStatus.Unimplemented, call.Status);
        Assert.Equal($"There is no method {path}.", call.Detail);
    }

    [Fact]
    public async Task Post_UnknownPathThatIsNoGrpc_GoesToTheHostsOwnFallback()
    {
        await using EchoServer server = await EchoServer.StartAsync(
            map: app => app.MapFallback("{**path}", () => Results.Text("mine")));

        RawCall other = await RawCall.PostAsync(server.Address, "/v1/chat", [], ("content-type", "application/json"));
        RawCall grpc = await RawCall.PostAsync(server.Address, "/v1/chat", []);

        Assert.Equal("mine"u8, other.Body);
        Assert.Equal(GrpcStatus.Unimplemented, grpc.Status);
    }
}
