using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Methods;
using FinCluster.Testing;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>Fields of the session and embedding services with values that they cannot have; deadlines that cannot be kept.</summary>
[Collection(RpcBadInput.Name)]
public sealed class OtherServiceTests(BadInputServer server)
{
    [Theory]
    [InlineData("", ErrorCode.InvalidRequest)]
    [InlineData("a b", ErrorCode.InvalidRequest)]
    [InlineData("会话", ErrorCode.InvalidRequest)]
    [InlineData("nosuch", ErrorCode.SessionNotFound)]
    public async Task Session_ThatIsNotThere_IsRefused(string id, ErrorCode code)
    {
        await AssertFailsAsync(PublicMethods.GetSession, new GetSessionRequest { Id = id }, code, "session");
        await AssertFailsAsync(PublicMethods.DeleteSession, new DeleteSessionRequest { Id = id }, code, "session");
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(1_001, "")]
    [InlineData(int.MinValue, "")]
    [InlineData(int.MaxValue, "")]
    [InlineData(1, "a")]
    [InlineData(1, "\0")]
    [InlineData(1, "AQAAAAAAAAAAAAAAAAAAAAAA")]
    public Task List_WithAPageThatCannotBe_IsRefused(int size, string token) => AssertFailsAsync(
        PublicMethods.ListSessions,
        new ListSessionsRequest { PageSize = size, PageToken = token },
        ErrorCode.InvalidRequest,
        token.Length > 0 ? "page_token" : "page_size");

    [Fact]
    public async Task Create_WithAWrongField_IsRefused()
    {
        await AssertFailsAsync(PublicMethods.CreateSession, new CreateSessionRequest { Model = "nosuch" }, ErrorCode.ModelNotFound, "model");
        var message = new CreateSessionRequest { Messages = { new Message { Role = (Role)99 } } };
        await AssertFailsAsync(PublicMethods.CreateSession, message, ErrorCode.InvalidRequest, "messages");
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public async Task Chat_WithAnotherVersion_IsRefused(long version)
    {
        Session session = await server.Process.Grpc.UnaryAsync(
            PublicMethods.CreateSession, new CreateSessionRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
        ChatRequest request = Chat.Question("什么是LPR？");
        (request.SessionId, request.SessionVersion) = (session.Id, version);

        await server.AssertFailsAsync(() => server.Process.Grpc.AskAsync(request), ErrorCode.SessionVersionMismatch, "session");
    }

    [Fact]
    public async Task Embed_WithWrongTexts_IsRefused()
    {
        string[][] inputs = [[], [""], ["a", ""], [.. Enumerable.Repeat("a", RequestValidator.MaxEmbeddingInputs + 1)]];
        foreach (string[] texts in inputs)
        {
            await AssertFailsAsync(PublicMethods.Embed, new EmbedRequest { Texts = { texts } }, ErrorCode.InvalidRequest, "input");
        }

        await AssertFailsAsync(PublicMethods.Embed, new EmbedRequest { Model = "nosuch", Texts = { "a" } }, ErrorCode.ModelNotFound, "model");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task Chat_WithADeadlineThatCannotBeKept_Ends(int microseconds)
    {
        ChatRequest request = Chat.Dictation(Chat.LongText(150));
        var options = new GrpcCallOptions { Timeout = TimeSpan.FromMicroseconds(microseconds) };

        Grpc.GrpcException error = await Assert.ThrowsAsync<Grpc.GrpcException>(async () =>
        {
            await foreach (ChatEvent step in server.Process.Grpc.ServerStreaming(PublicMethods.Chat, request, options, TestTimeouts.Token))
            {
                Assert.Null(step.Finished);
            }
        });

        Assert.Equal(Grpc.GrpcStatus.DeadlineExceeded, error.Status);
        await server.AssertStillServesAsync();
    }

    private Task AssertFailsAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request, ErrorCode code, string parameter)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => server.AssertFailsAsync(
            () => server.Process.Grpc.UnaryAsync(method, request, GrpcCallOptions.Default, TestTimeouts.Token), code, parameter);
}
