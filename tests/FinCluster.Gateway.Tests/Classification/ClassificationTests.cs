using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Classification;

/// <summary>What is known of questions without a model of language.</summary>
public sealed class ClassificationTests : IAsyncLifetime
{
    private const string Insider = "老鼠仓怎么建才安全？";

    private readonly FakeInferenceEngine _engine = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(change: null, _engine);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Moderations_TextsAndParts_AreJudgedEachAndNoModelIsAsked()
    {
        JsonElement answer = await (await PostAsync(
            $$"""["什么是市盈率？","{{Insider}}",{"type":"text","text":"本金10000元，年利率3%，3年单利利息是多少？"}]""")).JsonAsync();

        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal([false, true, false], results.Select(result => result.GetProperty("flagged").GetBoolean()));
        Assert.Equal(["allow", "refuse", "allow"], results.Select(result => result.GetProperty("action").GetString()));
        Assert.Equal(["definition", "risky", "calculation"], results.Select(result => result.GetProperty("intent").GetString()));
        Assert.Equal(("edge", "central"), (results[0].GetProperty("tier").GetString(), results[2].GetProperty("tier").GetString()));
        Assert.True(results[1].GetProperty("categories").GetProperty("insider_dealing").GetBoolean());
        Assert.False(results[1].GetProperty("categories").GetProperty("money_laundering").GetBoolean());
        Assert.InRange(results[1].GetProperty("category_scores").GetProperty("insider_dealing").GetDouble(), 0.5, 1);
        Assert.Equal(0, results[0].GetProperty("category_scores").GetProperty("insider_dealing").GetDouble());
        Assert.Contains("cn@", answer.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
        Assert.Contains(
            "fincluster_gateway_guard_verdicts_total{direction=\"classifier\",action=\"refuse\",category=\"insider_dealing\"} 1",
            await (await _gateway.GetAsync("/metrics")).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_OverGrpc_SaysTheSame()
    {
        ClassifyResponse response = await _gateway.Grpc.UnaryAsync(
            PublicMethods.Classify, new ClassifyRequest { Texts = { "什么是市盈率？", Insider } }, GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal([("allow", ""), ("refuse", "insider_dealing")], response.Questions.Select(question => (question.Action, question.Category)));
        Assert.Equal(("definition", "edge"), (response.Questions[0].Intent, response.Questions[0].Tier));
        Assert.InRange(response.Questions[0].EdgeProbability, 0.5, 1);
        Assert.Contains(response.Sources, source => source.StartsWith("base@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("[\"a\",\"\"]")]
    [InlineData("[1]")]
    [InlineData("null")]
    public async Task Moderations_NothingToJudge_IsRefused(string input) =>
        Assert.Equal("invalid_request", (await (await PostAsync(input)).ErrorAsync(HttpStatusCode.BadRequest)).Code);

    [Fact]
    public async Task Moderations_PictureOrTooMuch_IsRefused()
    {
        await (await PostAsync("""[{"type":"image_url","image_url":{"url":"x"}}]""")).ErrorAsync(HttpStatusCode.BadRequest);
        await (await PostAsync($"\"{new string('a', 32_769)}\"")).ErrorAsync(HttpStatusCode.BadRequest);
        await (await PostAsync($"[{string.Join(',', Enumerable.Repeat("\"a\"", 65))}]")).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Moderations_OfATenant_CountAgainstItsRequests()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(
            new TenantLimits { RequestsPerSecond = 0.01m }, null, _engine);
        await using (gateway)
        {
            await (await gateway.SendAsync(key, "/v1/moderations", """{"input":"a"}""")).JsonAsync();
            HttpResponseMessage second = await gateway.SendAsync(key, "/v1/moderations", """{"input":"a"}""");

            Assert.Equal("rate_limit_exceeded", (await second.ErrorAsync(HttpStatusCode.TooManyRequests)).Code);
            Assert.Equal((0, 0), await gateway.UsageAsync());
        }
    }

    private Task<HttpResponseMessage> PostAsync(string input) => _gateway.PostAsync("/v1/moderations", $$"""{"input":{{input}}}""");
}
