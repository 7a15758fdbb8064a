using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Dispatch;

/// <summary>Answers name the node that computes them: for whoever looks for a slow node, and to see whether conversations stay.</summary>
public sealed class AnswerNodeTests : IAsyncDisposable
{
    private const string Header = "X-FinCluster-Node";

    private readonly FakeInferenceEngine _engine = new();

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\":true")]
    [InlineData("\"n\":2")]
    public async Task Http_Answer_NamesItsNode(string fields)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine);

        using HttpResponseMessage response = await gateway.ChatAsync(fields);

        Assert.Equal("a", Assert.Single(response.Headers.GetValues(Header)));
    }

    [Fact]
    public async Task Http_NodeIsLost_NamesTheOneThatBegan()
    {
        _engine.Script = _ => FakeScript.Counting(10).HangAt(4);
        var other = new FakeInferenceEngine { Script = _ => FakeScript.Counting(10) };
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine, other);
        using HttpResponseMessage response = await gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true"));

        await gateway.Node(0).KillAsync();

        Assert.Equal("[DONE]", await response.EventsAsync().LastAsync(TestTimeouts.Token));
        Assert.Equal("a", Assert.Single(response.Headers.GetValues(Header)));
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Http_Refused_NamesNone()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine);

        using HttpResponseMessage response = await gateway.ChatAsync("\"model\":\"none\"");

        Assert.False(response.Headers.Contains(Header));
    }

    [Fact]
    public async Task Grpc_Answer_NamesItsNode()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine);
        var request = new ChatRequest();
        request.Messages.Add(new Message { Role = Role.User, Content = "?" });

        ChatEvent first = await gateway.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token)
            .FirstAsync(TestTimeouts.Token);

        Assert.Equal("a", first.Started.Node);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
