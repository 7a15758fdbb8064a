using System.Net;
using System.Text.Json;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Scaling;

/// <summary>Requests for a model that no node has, at a gateway that was told of it or finds it in the catalog.</summary>
public sealed class ScaleFromZeroTests : IAsyncDisposable
{
    private readonly FakeInferenceEngine _engine = new() { Script = _ => FakeScript.Of("late ", "but ", "here") };

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Request_BeforeTheNode_WaitsAndIsAnswered()
    {
        await using RunningGateway gateway = await StartAsync();
        Task<HttpResponseMessage> asked = gateway.ChatAsync("\"model\":\"fake\"");
        Task<HttpResponseMessage> unnamed = gateway.ChatAsync();
        await gateway.WaitForDemandAsync("fake", queued: 2, running: 0);
        Assert.Equal((2, 0, 0), gateway.Demand("fake").Counts());
        Assert.False(asked.IsCompleted);

        await gateway.AddNodeAsync(_engine);

        JsonElement answer = await (await asked).JsonAsync();
        Assert.Equal("fake", answer.GetProperty("model").GetString());
        Assert.Equal("late but here", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        await (await unnamed).JsonAsync();
        await gateway.WaitForDemandAsync("fake", queued: 0, running: 0);
        Assert.Equal((2, 2, 6), gateway.Demand("fake").Counts());
    }

    [Fact]
    public async Task Embedding_BeforeTheNode_WaitsAndIsComputed()
    {
        await using RunningGateway gateway = await StartAsync();
        Task<HttpResponseMessage> asked = gateway.PostAsync("/v1/embeddings", """{"model":"fake","input":"?"}""");
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);

        await gateway.AddNodeAsync(_engine);

        Assert.Equal(1, (await (await asked).JsonAsync()).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Alias_BeforeTheNode_WaitsAndIsCountedUnderItsName()
    {
        await using RunningGateway gateway = await StartAsync(expected: []);
        gateway.Catalog.AddBase("base");
        gateway.Catalog.Promote("fin-chat", new Release(MemoryCatalog.HashOf("base")));
        await using var engine = new FakeInferenceEngine("finlite")
        {
            Model = new FakeInferenceEngine("finlite").Model with { ContentHash = MemoryCatalog.HashOf("base").Value },
        };
        Task<HttpResponseMessage> asked = gateway.ChatAsync("\"model\":\"fin-chat\"");
        await gateway.WaitForDemandAsync("fin-chat", queued: 1, running: 0);

        await gateway.AddNodeAsync(engine);

        Assert.Equal("fin-chat", (await (await asked).JsonAsync()).GetProperty("model").GetString());
        Assert.Equal(["fin-chat"], gateway.DemandNames());
        Assert.Equal((1, 1), (gateway.Demand("fin-chat").Requests, gateway.Demand("fin-chat").Answers));
    }

    [Fact]
    public async Task Session_OfAModelBeforeTheNode_IsMadeAndItsTurnWaits()
    {
        await using RunningGateway gateway = await StartAsync();
        JsonElement session = await (await gateway.PostAsync("/v1/sessions", """{"model":"fake"}""")).JsonAsync(HttpStatusCode.Created);
        Task<HttpResponseMessage> asked = gateway.ChatAsync($"\"session\":\"{session.GetProperty("id").GetString()}\"");
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);

        await gateway.AddNodeAsync(_engine);

        await (await asked).JsonAsync();
    }

    [Fact]
    public async Task Request_TimeInTheHold_IsTakenOffItsDeadline()
    {
        var time = new ManualTimeProvider();
        await using RunningGateway gateway = await StartAsync(setup => setup.Time = time);
        Task<HttpResponseMessage> asked = gateway.ChatAsAsync(null, "\"model\":\"fake\"", (RequestHeaders.Timeout, "20000"));
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);
        time.Advance(TimeSpan.FromSeconds(15));

        await gateway.AddNodeAsync(_engine);

        await (await asked).JsonAsync();
        Assert.InRange(Assert.Single(_engine.Calls).Request.TimeLeft!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Deadline_PassesInTheHold_IsTold()
    {
        await using RunningGateway gateway = await StartAsync();

        HttpResponseMessage late = await gateway.ChatAsAsync(null, "\"model\":\"fake\"", (RequestHeaders.Timeout, "50"));

        Assert.Equal("deadline_exceeded", (await late.ErrorAsync(HttpStatusCode.GatewayTimeout)).Code);
        Assert.Equal((1, 0, 0), gateway.Demand("fake").Counts());
        Assert.Equal(0, gateway.Demand("fake").QueuedRequests);
    }

    [Fact]
    public async Task NoNode_WithinTheQueuesTime_IsTold()
    {
        await using RunningGateway gateway = await StartAsync(
            setup => setup.Admission += options => options.MaxQueueTime = TimeSpan.FromMilliseconds(50));

        (string code, _, string message) = await (await gateway.ChatAsync("\"model\":\"fake\"")).ErrorAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("model_not_ready", code);
        Assert.Contains("no node serves it", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_MoreThanMayWait_AreRefused()
    {
        await using RunningGateway gateway = await StartAsync(setup => setup.Admission += options => options.MaxQueuedRequests = 1);
        Task<HttpResponseMessage> first = gateway.ChatAsync("\"model\":\"fake\"");
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);

        HttpResponseMessage second = await gateway.ChatAsync("\"model\":\"fake\"");

        Assert.Equal("overloaded", (await second.ErrorAsync(HttpStatusCode.TooManyRequests)).Code);
        Assert.Equal(2, gateway.Demand("fake").Requests);
        await gateway.AddNodeAsync(_engine);
        await (await first).JsonAsync();
    }

    [Fact]
    public async Task Model_ThatNobodyTold_IsNotFoundAtOnce()
    {
        await using RunningGateway gateway = await StartAsync(expected: ["other"]);

        (string code, _, string message) = await (await gateway.ChatAsync("\"model\":\"fake\"")).ErrorAsync(HttpStatusCode.NotFound);

        Assert.Equal("model_not_found", code);
        Assert.Contains("there is other", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_StopsWhileARequestIsHeld_TellsIt()
    {
        await using RunningGateway gateway = await StartAsync(setup => setup.Gateway.DrainTimeout = TimeSpan.FromMilliseconds(50));
        Task<HttpResponseMessage> asked = gateway.ChatAsync("\"model\":\"fake\"");
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);

        gateway.BeginStop();

        Assert.Equal("shutting_down", (await (await asked).ErrorAsync(HttpStatusCode.ServiceUnavailable)).Code);
    }

    [Fact]
    public async Task Client_LeavesTheHold_IsNoDemandAnyMore()
    {
        await using RunningGateway gateway = await StartAsync();
        using var leaves = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(HttpCalls.Question("\"model\":\"fake\""), System.Text.Encoding.UTF8, "application/json"),
        };
        Task<HttpResponseMessage> asked = gateway.Http.SendAsync(request, leaves.Token);
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 0);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await gateway.WaitForDemandAsync("fake", queued: 0, running: 0);
    }

    private static Task<RunningGateway> StartAsync(Action<GatewaySetup>? change = null, string[]? expected = null) => RunningGateway.StartAsync(setup =>
    {
        setup.Gateway.ScalesFromZero = expected ?? ["fake"];
        change?.Invoke(setup);
    });
}
