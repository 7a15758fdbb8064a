using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Tests.Scaling;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Tiers;

/// <summary>A gateway with an edge node "a", whose model is "small", and a central node "b", whose model is "large".</summary>
public sealed class TierTests : IAsyncLifetime
{
    private const string Simple = "什么是市盈率？";
    private const string Heavy = "请根据这两家公司过去三年的营收、毛利率和现金流，逐步分析哪一家的偿债能力更强，并计算各自的流动比率，说明理由。";

    private readonly FakeInferenceEngine _edge = new("small") { Script = _ => Sure };
    private readonly FakeInferenceEngine _central = new("large") { Script = _ => FakeScript.Of("from ", "central") };
    private RunningGateway _gateway = null!;

    private static FakeScript Sure => FakeScript.Of("from ", "the ", "edge") with { LogProb = -0.01f };

    private static FakeScript Unsure => FakeScript.Of("from ", "the ", "edge") with { LogProb = -9 };

    private (int Edge, int Central) Calls => (_edge.Calls.Count, _central.Calls.Count);

    public async ValueTask InitializeAsync() => _gateway = await TwoTiers.StartAsync(_edge, _central);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _edge.DisposeAsync();
        await _central.DisposeAsync();
    }

    [Fact]
    public async Task SimpleQuestion_EdgeIsSure_AnswersUnderTheNameThatWasAskedFor()
    {
        HttpResponseMessage response = await AskAsync(Simple);

        JsonElement answer = await response.JsonAsync();
        Assert.Equal(("from the edge", "large"), (Text(answer), answer.GetProperty("model").GetString()));
        Assert.Equal((1, 0), Calls);
        Assert.Equal(("edge", null), (Header(response, "X-FinCluster-Tier"), Header(response, "X-FinCluster-Degraded")));
        Assert.Contains("probe:Sure", Header(response, "X-FinCluster-Tier-Reason"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("logprobs").ValueKind);
    }

    [Fact]
    public async Task QuestionWithoutAModel_MeansCentrals()
    {
        JsonElement answer = await (await _gateway.PostAsync(
            "/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{Heavy}}"}]}""")).JsonAsync();

        Assert.Equal(("from central", "large"), (Text(answer), answer.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task SimpleQuestion_EdgeIsNotSure_FallsThroughAndNothingOfItsAnswerIsShown()
    {
        _edge.Script = _ => Unsure;

        HttpResponseMessage response = await AskAsync(Simple);

        Assert.Equal("from central", Text(await response.JsonAsync()));
        Assert.Equal((1, 1), Calls);
        Assert.Equal("central", Header(response, "X-FinCluster-Tier"));
        Assert.Contains("probe:ImprobableToken", Header(response, "X-FinCluster-Tier-Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demand_AnswerOfTheEdge_IsTheEdgesAlone()
    {
        await (await AskAsync(Simple)).JsonAsync();

        Assert.Equal(["small"], _gateway.DemandNames());
        Assert.Equal((1, 1, 3), _gateway.Demand("small").Counts());
        Assert.Equal(1, _gateway.Demand("small").FirstTokens.Sum());
    }

    [Fact]
    public async Task Demand_AnswerThatFallsThrough_IsBoths()
    {
        _edge.Script = _ => Unsure;

        await (await AskAsync(Simple)).JsonAsync();

        Assert.Equal((1, 1, 2), _gateway.Demand("large").Counts());
        Assert.Equal((1, 1), (_gateway.Demand("small").Requests, _gateway.Demand("small").Answers));
        Assert.InRange(_gateway.Demand("small").OutputTokens, 1, 3);
        Assert.Equal((0, 1), (_gateway.Demand("small").FirstTokens.Sum(), _gateway.Demand("large").FirstTokens.Sum()));
        Assert.Equal((0, 0), (_gateway.Demand("small").RunningRequests, _gateway.Demand("large").RunningRequests));
    }

    [Fact]
    public async Task SimpleQuestion_EdgeFails_FallsThrough()
    {
        _edge.Script = _ => FakeScript.Of("from ", "the edge").FailAt(0, new RequestException(ErrorCode.Internal, "no"));

        HttpResponseMessage response = await AskAsync(Simple);

        Assert.Equal("from central", Text(await response.JsonAsync()));
        Assert.Contains("edge:internal_error", Header(response, "X-FinCluster-Tier-Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SimpleQuestion_EdgeSaysNothingInTime_FallsThrough()
    {
        await using RunningGateway hasty = await TwoTiers.StartAsync(_edge, _central, TimeSpan.FromMilliseconds(20));
        _edge.Script = _ => Sure.HangAt(0);

        HttpResponseMessage response = await hasty.PostAsync("/v1/chat/completions", Body(Simple));

        Assert.Equal("from central", Text(await response.JsonAsync()));
        Assert.Contains("probe:NoToken", Header(response, "X-FinCluster-Tier-Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeavyQuestion_GoesToCentralAtOnce()
    {
        HttpResponseMessage response = await AskAsync(Heavy);

        Assert.Equal("from central", Text(await response.JsonAsync()));
        Assert.Equal((0, 1), Calls);
        Assert.Equal("central", Header(response, "X-FinCluster-Tier"));
        Assert.NotNull(Header(response, "X-FinCluster-Tier-Reason"));
    }

    [Theory]
    [InlineData("edge", Heavy, 1, 0)]
    [InlineData("central", Simple, 0, 1)]
    public async Task Caller_NamesATier_GetsIt(string tier, string question, int edge, int central)
    {
        await (await _gateway.SendAsync(null, "/v1/chat/completions", Body(question), ("x-fincluster-tier", tier))).JsonAsync();

        Assert.Equal((edge, central), Calls);
    }

    [Fact]
    public async Task Caller_NamesNoTierThatThereIs_IsRefused()
    {
        HttpResponseMessage response = await _gateway.SendAsync(null, "/v1/chat/completions", Body(Simple), ("x-fincluster-tier", "moon"));

        Assert.Equal("x-fincluster-tier", (await response.ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
    }

    [Fact]
    public async Task CentralIsAway_EdgeAnswersWhatItCanAndSaysSo()
    {
        await AskAsync(Heavy);
        await _gateway.Fleet.RemoveAsync(new NodeId("b"), TestTimeouts.Token);
        _edge.Script = _ => Unsure;

        HttpResponseMessage heavy = await AskAsync(Heavy);

        Assert.Equal("from the edge", Text(await heavy.JsonAsync()));
        Assert.Equal(("edge", "true"), (Header(heavy, "X-FinCluster-Tier"), Header(heavy, "X-FinCluster-Degraded")));
    }

    [Fact]
    public async Task EdgeIsAway_CentralAnswersAll()
    {
        await _gateway.Fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.Equal("from central", Text(await (await AskAsync(Simple)).JsonAsync()));
    }

    [Fact]
    public async Task Stream_EdgeIsSure_HasEveryTokenOnce()
    {
        HttpResponseMessage response = await _gateway.OpenAsync("/v1/chat/completions", Body(Simple, "\"stream\":true"));

        var text = new System.Text.StringBuilder();
        await foreach (string data in response.EventsAsync())
        {
            if (data != "[DONE]" && JsonDocument.Parse(data).RootElement.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out JsonElement part))
            {
                text.Append(part.GetString());
            }
        }

        Assert.Equal("from the edge", text.ToString());
        Assert.Equal("edge", Header(response, "X-FinCluster-Tier"));
    }

    [Fact]
    public async Task Grpc_StartSaysWhichTierAnswersAndWhy()
    {
        var request = new ChatRequest { Model = "large", Messages = { new Message { Role = Role.User, Content = Simple } } };
        ChatEvent.Types.Started? started = null;

        await foreach (ChatEvent step in _gateway.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token))
        {
            started ??= step.Started;
        }

        Assert.Equal(("edge", false, "a"), (started!.Tier, started.Degraded, started.Node));
        Assert.NotEmpty(started.TierReason);
    }

    [Fact]
    public async Task LogProbs_OfTheEdge_AreAsManyAsTheCallerWants()
    {
        JsonElement answer = await (await _gateway.PostAsync(
            "/v1/chat/completions", Body(Simple, "\"logprobs\":true,\"top_logprobs\":1"))).JsonAsync();

        JsonElement[] tokens = [.. answer.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content").EnumerateArray()];
        Assert.Equal(3, tokens.Length);
        Assert.All(tokens, token => Assert.Equal(1, token.GetProperty("top_logprobs").GetArrayLength()));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string Body(string question, string more = "") =>
        $$"""{"model":"large","messages":[{"role":"user","content":"{{question}}"}]{{(more.Length > 0 ? "," + more : "")}}}""";

    private Task<HttpResponseMessage> AskAsync(string question) => _gateway.PostAsync("/v1/chat/completions", Body(question));
}
