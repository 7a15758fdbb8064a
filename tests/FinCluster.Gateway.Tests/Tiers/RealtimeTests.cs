using System.Net;
using System.Text.Json;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Tiers;

/// <summary>The class realtime: answers that are there already, or none. All questions have one vector here, so that their words alone tell them apart.</summary>
public sealed class RealtimeTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _edge = new("small") { Script = _ => FakeScript.Of("the ", "answer") with { LogProb = -0.01f } };
    private readonly FakeInferenceEngine _central = new("large");
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TwoTiers.StartAsync(_edge, _central);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _edge.DisposeAsync();
        await _central.DisposeAsync();
    }

    [Fact]
    public async Task NewQuestion_IsRefusedAtOnceAndAnsweredForTheNextOne()
    {
        HttpResponseMessage first = await AskAsync("什么是市盈率？", "realtime");
        (string code, _, _) = await first.ErrorAsync(HttpStatusCode.ServiceUnavailable);

        JsonElement second = await UntilAnsweredAsync("什么是市盈率？");
        HttpResponseMessage again = await AskAsync("什么是市盈率？", "realtime");

        Assert.Equal(("answer_not_ready", true), (code, first.Headers.RetryAfter is not null));
        Assert.Equal("the answer", Text(second));
        Assert.Equal("the answer", Text(await again.JsonAsync()));
        Assert.Equal("cache", again.Headers.GetValues("X-FinCluster-Tier").Single());
        Assert.Single(_edge.Calls);
    }

    [Fact]
    public async Task AnswerOfAnotherClass_IsGivenAgainToOtherWordsForTheSame()
    {
        await (await AskAsync("什么是市盈率？", "interactive")).JsonAsync();

        JsonElement other = await UntilAnsweredAsync("请问市盈率是什么意思");

        Assert.Equal("the answer", Text(other));
    }

    [Fact]
    public async Task NearMiss_IsAnotherQuestion()
    {
        await (await AskAsync("什么是市盈率？", "interactive")).JsonAsync();

        HttpResponseMessage other = await AskAsync("什么是市净率？", "realtime");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
    }

    [Theory]
    [InlineData("今天上证指数是多少？")]
    [InlineData("我的账户12345678901还有多少钱？")]
    public async Task QuestionWhoseAnswerCannotBeGivenAgain_SaysSo(string question)
    {
        (string code, string? parameter, _) = await (await AskAsync(question, "realtime")).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(("invalid_request", "x-fincluster-class"), (code, parameter));
        Assert.Empty(_edge.Calls);
        Assert.Empty(_central.Calls);
    }

    [Fact]
    public async Task WithoutAnEdge_TheClassOnlyComesFirst()
    {
        await using RunningGateway plain = await RunningGateway.StartAsync(null, _central);

        JsonElement answer = await (await plain.SendAsync(null, "/v1/chat/completions", HttpCalls.Question(), ("x-fincluster-class", "realtime"))).JsonAsync();

        Assert.Equal("Hello world", Text(answer));
    }

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private async Task<JsonElement> UntilAnsweredAsync(string question)
    {
        HttpResponseMessage response = await Eventually.GetAsync(async () => await AskAsync(question, "realtime"), response => response.IsSuccessStatusCode);
        return await response.JsonAsync();
    }

    private Task<HttpResponseMessage> AskAsync(string question, string value) => _gateway.SendAsync(
        null,
        "/v1/chat/completions",
        $$"""{"model":"large","messages":[{"role":"user","content":"{{question}}"}]}""",
        ("x-fincluster-class", value));
}
