using System.Net;
using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using Google.Protobuf;

namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>Calls whose bytes are no gRPC, no protobuf, or a message of another type.</summary>
[Collection(RpcBadInput.Name)]
public sealed class WireTests(BadInputServer server)
{
    private const string ChatPath = "/fincluster.v1.Assistant/Chat";
    private const string EmbedPath = "/fincluster.v1.Embeddings/Embed";

    // Field 2 of ChatRequest is a message: "1A 05" begins a string of five bytes in it, of which fewer come.
    public static TheoryData<string> NoMessages =>
    [
        "FF", "FFFFFFFFFFFFFFFFFFFFFF", "00", "07", "0A", "0A05", "0AFFFFFFFF0F", "12021A05", "1202120A41", "0C", "0B0C0C", "0D0102",
        "5001FF", "1A0709000000000000", "120C120A4142", "82808080800101", "0A80808080808080808080",
    ];

    [Theory]
    [MemberData(nameof(NoMessages))]
    public async Task Bytes_ThatAreNoMessage_AreRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);

        await AssertRefusedAsync(ChatPath, RawCall.Frame(bytes), GrpcStatus.Internal);
    }

    [Theory]
    [InlineData("0A02FFFE", GrpcStatus.NotFound, "model_not_found")]
    [InlineData("3A03EDA080", GrpcStatus.InvalidArgument, "invalid_request")]
    public Task Name_ThatIsNoUnicode_IsRefused(string field, GrpcStatus status, string error) => AssertRefusedAsync(
        ChatPath, RawCall.Frame([.. Chat.Question("LPR").ToByteArray(), .. Convert.FromHexString(field)]), status, error);

    [Theory]
    [InlineData("FFFE")]
    [InlineData("C0AF")]
    [InlineData("EDA080")]
    public async Task Text_ThatIsNoUnicode_IsReadWithReplacementCharacters(string hex)
    {
        byte[] message = Chat.Question("LPR", maxTokens: 1).ToByteArray();
        byte[] text = Convert.FromHexString(hex);
        byte[] turn = [0x12, (byte)(4 + text.Length), 0x08, (byte)Role.User, 0x12, (byte)text.Length, .. text];

        RawCall call = await RawCall.SendAsync(server, ChatPath, RawCall.Frame([.. message, .. turn]));

        Assert.Equal((HttpStatusCode.OK, GrpcStatus.Ok), (call.Http, call.Status));
        await server.AssertStillServesAsync();
    }

    [Fact]
    public Task Message_NestedTooDeep_IsRefused()
    {
        // Groups of an unknown field, each in the one before.
        byte[] deep = [.. Enumerable.Repeat((byte)0x7B, 100_000)];

        return AssertRefusedAsync(ChatPath, RawCall.Frame(deep), GrpcStatus.Internal);
    }

    [Fact]
    public async Task Message_OfAnotherType_IsRefused()
    {
        var embed = new EmbedRequest { Model = "finlite-central", Texts = { "什么是LPR？" } };
        ChatRequest chat = Chat.Question("什么是LPR？");

        await AssertRefusedAsync(ChatPath, RawCall.Frame(embed), GrpcStatus.Internal);
        await AssertRefusedAsync("/fincluster.v1.Sessions/GetSession", RawCall.Frame(new EmbedRequest { Model = "a b" }), GrpcStatus.InvalidArgument);
        RawCall asEmbed = await RawCall.SendAsync(server, EmbedPath, RawCall.Frame(chat));
        Assert.True(asEmbed.Status is GrpcStatus.Ok or GrpcStatus.Internal, asEmbed.ToString());
        await server.AssertStillServesAsync();
    }

    [Fact]
    public async Task Frame_ThatEndsEarly_IsRefused()
    {
        byte[] whole = RawCall.Frame(Chat.Question("什么是LPR？"));
        for (int length = 1; length < whole.Length; length += 6)
        {
            await AssertRefusedAsync(ChatPath, whole[..length], GrpcStatus.Internal);
        }
    }

    [Theory]
    [InlineData(32u * 1024 * 1024 + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue)]
    public Task Frame_LongerThanTheLimit_IsRefusedBeforeItComes(uint length) => AssertRefusedAsync(
        ChatPath, RawCall.Frame(new byte[10], length), GrpcStatus.ResourceExhausted, "request_too_large");

    [Fact]
    public Task Message_OverTheLimit_IsRefused() => AssertRefusedAsync(
        ChatPath, RawCall.Frame(new byte[33 * 1024 * 1024]), GrpcStatus.ResourceExhausted, "request_too_large");

    [Fact]
    public async Task Frame_WithAWrongFlag_IsRefused()
    {
        byte[] message = Chat.Question("什么是LPR？").ToByteArray();

        await AssertRefusedAsync(ChatPath, RawCall.Frame(message, flag: 2), GrpcStatus.Internal);
        await AssertRefusedAsync(ChatPath, RawCall.Frame(message, flag: 255), GrpcStatus.Internal);
        await AssertRefusedAsync(ChatPath, RawCall.Frame(message, flag: 1), GrpcStatus.Internal);
    }

    [Fact]
    public async Task Messages_NoneOrTwo_AreRefused()
    {
        byte[] one = RawCall.Frame(Chat.Question("什么是LPR？"));

        await AssertRefusedAsync(ChatPath, [], GrpcStatus.Unimplemented);
        await AssertRefusedAsync(ChatPath, [.. one, .. one], GrpcStatus.Unimplemented);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    [InlineData("999999999S")]
    [InlineData("NaNS")]
    public async Task Timeout_ThatIsNone_IsRefused(string timeout)
    {
        RawCall call = await RawCall.SendAsync(server, ChatPath, RawCall.Frame(Chat.Question("什么是LPR？")), timeout: timeout);

        Assert.Equal((HttpStatusCode.OK, GrpcStatus.Internal), (call.Http, call.Status));
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("/fincluster.v1.Assistant/Nosuch")]
    [InlineData("/fincluster.v1.Nosuch/Chat")]
    [InlineData("/fincluster.node.v1.Node/Drain")]
    [InlineData("/fincluster.v1.assistant/Chat/more")]
    [InlineData("/v1/models")]
    [InlineData("/")]
    public async Task Method_Unknown_IsUnimplemented(string path)
    {
        RawCall call = await RawCall.SendAsync(server, path, RawCall.Frame(Chat.Question("什么是LPR？")));

        Assert.Equal((HttpStatusCode.OK, GrpcStatus.Unimplemented), (call.Http, call.Status));
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpcx", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task Content_OfAnotherType_IsRefused(string? contentType, HttpStatusCode status)
    {
        RawCall call = await RawCall.SendAsync(server, ChatPath, Encoding.UTF8.GetBytes($"{{{BadInputServer.Question}}}"), contentType);

        Assert.Equal(status, call.Http);
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData(ChatPath)]
    [InlineData("/v1/models")]
    [InlineData("/health")]
    public async Task Get_OnTheGrpcPort_IsRefused(string path)
    {
        RawCall call = await RawCall.SendAsync(server, path, [], method: HttpMethod.Get);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, call.Http);
        await server.AssertStillServesAsync();
    }

    [Fact]
    public async Task Peer_ThatSpeaksHttp1_IsTurnedAway()
    {
        using RawConnection client = await RawConnection.OpenAsync(server.Process.Ready.Grpc!);

        await client.SendAsync("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadToEndAsync();

        await server.AssertStillServesAsync();
    }

    private async Task AssertRefusedAsync(string path, byte[] body, GrpcStatus status, string error = "invalid_request")
    {
        RawCall call = await RawCall.SendAsync(server, path, body);

        Assert.Equal(new RawCall(HttpStatusCode.OK, status, error, "false"), call);
        await server.AssertStillServesAsync();
    }
}
