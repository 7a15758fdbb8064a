using System.Net;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Dispatch;

/// <summary>Two nodes that would give the same answer; what happens to the one must not show in the other's.</summary>
public sealed class FailoverTests : IAsyncDisposable
{
    private static readonly RequestException EngineFailed = new(ErrorCode.EngineFailed, "the engine has failed");
    private static readonly FakeScript Ten = FakeScript.Counting(10);

    private readonly FakeInferenceEngine _first = new() { Script = _ => Ten };
    private readonly FakeInferenceEngine _second = new() { Script = _ => Ten };

    [Fact]
    public async Task Stream_NodeDiesInTheMiddle_AnotherGoesOnBehindWhatTheClientHas()
    {
        _first.Script = _ => Ten.HangAt(4);
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);
        using HttpResponseMessage response = await gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true,\"seed\":5"));
        string text = "";
        await foreach (string chunk in response.EventsAsync())
        {
            text += HttpCalls.Content(chunk);
            if (text.EndsWith("3 ", StringComparison.Ordinal))
            {
                await gateway.Node(0).KillAsync();
            }
        }

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", text);
        GenerationRequest lost = Assert.Single(_first.Calls).Request;
        GenerationRequest resumed = Assert.Single(_second.Calls).Request;
        Assert.Equal([100, 101, 102, 103], resumed.ResumeFrom.Select(token => token.Value));
        Assert.Equal((lost.RequestId, 5ul), (resumed.RequestId, resumed.Sampling.Seed));
    }

    [Fact]
    public async Task Whole_NodeFailsInTheMiddle_AnswerAndCountsAreThoseOfOne()
    {
        _first.Script = _ => Ten.FailAt(6, EngineFailed) with { Started = new GenerationStarted(7, 3, 0) };
        _second.Script = _ => Ten with { Started = new GenerationStarted(7, 0, 0), Tail = "!" };
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        JsonElement answer = await (await gateway.ChatAsync()).JsonAsync();

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 !", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(
            """{"prompt_tokens":7,"completion_tokens":10,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":3}}""",
            answer.GetProperty("usage").GetRawText());
        Assert.Equal(6, Assert.Single(_second.Calls).Request.ResumeFrom.Count);
    }

    [Theory]
    [InlineData(ErrorCode.ShuttingDown)]
    [InlineData(ErrorCode.EngineFailed)]
    public async Task Whole_NodeCannotTakeIt_AnotherDoes(ErrorCode code)
    {
        _first.Script = _ => FakeScript.Refuse(new RequestException(code, "not here"));
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        await (await gateway.ChatAsync()).JsonAsync();

        Assert.Equal((1, 1), (_first.Calls.Count, _second.Calls.Count));
        Assert.Empty(_second.Calls[0].Request.ResumeFrom);
    }

    [Theory]
    [InlineData(ErrorCode.InvalidRequest, 400)]
    [InlineData(ErrorCode.ContextLengthExceeded, 400)]
    [InlineData(ErrorCode.Overloaded, 429)]
    [InlineData(ErrorCode.Internal, 500)]
    public async Task Whole_RequestIsAtFault_IsNotTriedElsewhere(ErrorCode code, int status)
    {
        _first.Script = _ => FakeScript.Refuse(new RequestException(code, "久期 is wrong", "messages"));
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        (string name, string? parameter, string message) = await (await gateway.ChatAsync()).ErrorAsync((HttpStatusCode)status);

        Assert.Equal((ErrorTable.Get(code).Name, "messages", "久期 is wrong"), (name, parameter, message));
        Assert.Empty(_second.Calls);
    }

    [Fact]
    public async Task Whole_EngineHasABug_IsTriedElsewhere()
    {
        _first.Script = _ => FakeScript.Refuse(new InvalidOperationException("a bug"));
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        await (await gateway.ChatAsync()).JsonAsync();

        Assert.Single(_second.Calls);
    }

    [Fact]
    public async Task Whole_AnswerBreaksOffWithoutAnEnd_AnotherGoesOn()
    {
        _first.Script = _ => FakeScript.Counting(4) with { BreaksOff = true };
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        JsonElement answer = await (await gateway.ChatAsync()).JsonAsync();

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(4, Assert.Single(_second.Calls).Request.ResumeFrom.Count);
    }

    [Fact]
    public async Task Whole_EveryNodeFails_IsGivenUpAfterTheFailoversThatAreAllowed()
    {
        _first.Script = _second.Script = _ => Ten.FailAt(0, EngineFailed);
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup => setup.Dispatch.MaxFailovers = 2, _first, _second);

        HttpResponseMessage response = await gateway.ChatAsync();

        Assert.Equal("node_lost", (await response.ErrorAsync(HttpStatusCode.ServiceUnavailable)).Code);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal(3, _first.Calls.Count + _second.Calls.Count);
    }

    [Fact]
    public async Task Whole_OnlyNodeFailsOnce_IsAskedAgainAfterTheRetryInterval()
    {
        _first.Script = call => call.Number == 1 ? Ten.FailAt(5, EngineFailed) : Ten;
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first);

        await (await gateway.ChatAsync()).JsonAsync();

        Assert.Equal([0, 5], _first.Calls.Select(call => call.Request.ResumeFrom.Count));
    }

    [Fact]
    public async Task Whole_NoNodeIsThere_WaitsAsLongAsAnOutageMayLast()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup => setup.Dispatch.MaxOutage = TimeSpan.FromMilliseconds(200));
        await gateway.AnnounceAsync("nobody", new Uri("http://127.0.0.1:1"), _first);

        (string code, _, string message) = await (await gateway.ChatAsync()).ErrorAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("node_lost", code);
        Assert.StartsWith("no node could work on this request", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_NodeComesDuringTheOutage_IsAnsweredByIt()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup => setup.Dispatch.RetryInterval = TimeSpan.FromSeconds(10));
        await gateway.AnnounceAsync("draining", new Uri("http://127.0.0.1:1"), _first, Core.Fleet.NodeState.Draining);
        Task<HttpResponseMessage> waiting = gateway.ChatAsync();

        await gateway.AddNodeAsync(_second);

        await (await waiting).JsonAsync();
        Assert.Single(_second.Calls);
    }

    [Fact]
    public async Task Embeddings_NodeFails_AnotherGivesTheVectors()
    {
        _first.Embed = (_, _) => throw EngineFailed;
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);

        await (await gateway.PostAsync("/v1/embeddings", """{"input":"久期"}""")).JsonAsync();

        Assert.Equal((1, 1), (_first.EmbeddingRequests.Count, _second.EmbeddingRequests.Count));
    }

    [Fact]
    public async Task Stream_ClientLeaves_EngineLetsGo()
    {
        _first.Script = _ => Ten.HangAt(2);
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _first, _second);
        using (HttpResponseMessage response = await gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true")))
        {
            await foreach (string chunk in response.EventsAsync())
            {
                if (HttpCalls.Content(chunk) == "1 ")
                {
                    break;
                }
            }
        }

        await (await _first.WaitForCallAsync()).Ended.WaitAsync(TestTimeouts.Token);
        Assert.Empty(_second.Calls);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }
}
