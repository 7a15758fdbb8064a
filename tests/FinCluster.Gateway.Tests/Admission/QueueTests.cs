using System.Net;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Admission;

/// <summary>A node that computes one request at once, and what waits before it.</summary>
public sealed class QueueTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new();
    private readonly FakeInferenceEngine _engine = new(parallelSequences: 1);

    public QueueTests()
    {
        _engine.Script = call => FakeScript.Of("x").WaitAt(0, call.Number == 1 ? _gate.Task : Task.CompletedTask);
    }

    [Fact]
    public async Task Queue_Full_Is429AndTheOthersAreAnswered()
    {
        await using RunningGateway gateway = await StartAsync(setup => setup.Admission += options => options.MaxQueuedRequests = 1);
        Task<HttpResponseMessage> running = gateway.ChatAsync();
        await _engine.WaitForCallAsync();
        Task<HttpResponseMessage> waiting = gateway.ChatAsync();
        await WaitForQueuedAsync(gateway, 1);

        HttpResponseMessage refused = await gateway.ChatAsync();

        Assert.Equal("overloaded", (await refused.ErrorAsync(HttpStatusCode.TooManyRequests)).Code);
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Single(_engine.Calls);
        _gate.SetResult();
        await (await running).JsonAsync();
        await (await waiting).JsonAsync();
    }

    [Fact]
    public async Task Deadline_PassesInTheQueue_NeverReachesTheNode()
    {
        await using RunningGateway gateway = await StartAsync();
        Task<HttpResponseMessage> running = gateway.ChatAsync();
        await _engine.WaitForCallAsync();

        HttpResponseMessage late = await gateway.ChatAsAsync(null, "", (RequestHeaders.Timeout, "50"));

        Assert.Equal("deadline_exceeded", (await late.ErrorAsync(HttpStatusCode.GatewayTimeout)).Code);
        _gate.SetResult();
        await (await running).JsonAsync();
        Assert.Single(_engine.Calls);
    }

    [Fact]
    public async Task Deadline_OfHttp_TravelsToTheNode()
    {
        await using RunningGateway gateway = await StartAsync();
        _gate.SetResult();

        await (await gateway.ChatAsAsync(null, "", (RequestHeaders.Timeout, "60000"))).JsonAsync();

        Assert.InRange(Assert.Single(_engine.Calls).Request.TimeLeft!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Classes_WaitingTogether_AreAnsweredInTheirOrder()
    {
        await using RunningGateway gateway = await StartAsync();
        Task<HttpResponseMessage> running = gateway.ChatAsync();
        await _engine.WaitForCallAsync();
        string[] classes = ["batch", "interactive", "realtime", "standard"];
        var waiting = new List<Task<HttpResponseMessage>>();
        for (int i = 0; i < classes.Length; i++)
        {
            waiting.Add(gateway.ChatAsAsync(null, $"\"max_tokens\":{i + 1}", (RequestHeaders.Class, classes[i])));
            await WaitForQueuedAsync(gateway, i + 1);
        }

        _gate.SetResult();
        await Task.WhenAll(waiting);

        await (await running).JsonAsync();
        Assert.Equal(
            ["realtime", "interactive", "standard", "batch"],
            _engine.Calls.Skip(1).Select(call => classes[call.Request.Stop.MaxTokens!.Value - 1]));
    }

    [Theory]
    [InlineData("urgent", "must be one of")]
    [InlineData("realtime", "highest class is standard")]
    public async Task Class_UnknownOrTooHigh_IsTheClientsError(string value, string expected)
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;

        (string code, string? parameter, string message) =
            await (await gateway.ChatAsAsync(key, "", (RequestHeaders.Class, value))).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(("invalid_request", RequestHeaders.Class), (code, parameter));
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("99999999999")]
    public async Task Timeout_NoNumberOfMilliseconds_IsTheClientsError(string value)
    {
        await using RunningGateway gateway = await StartAsync();

        HttpResponseMessage response = await gateway.ChatAsAsync(null, "", (RequestHeaders.Timeout, value));

        Assert.Equal(RequestHeaders.Timeout, (await response.ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
    }

    [Fact]
    public async Task Client_LeavesTheQueue_FreesItsPlaceAndItsReservation()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, One, _engine);
        await using RunningGateway started = gateway;
        Task<HttpResponseMessage> running = gateway.ChatAsAsync(key);
        await _engine.WaitForCallAsync();
        using var leaves = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(HttpCalls.Question()) };
        request.Headers.Add("Authorization", "Bearer " + key);
        request.Content.Headers.ContentType = new("application/json");
        Task<HttpResponseMessage> waiting = gateway.Http.SendAsync(request, leaves.Token);
        await WaitForQueuedAsync(gateway, 1);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await WaitForQueuedAsync(gateway, 0);
        await Eventually.IsTrueAsync(async () => (await gateway.UsageAsync()).OpenStreams == 1);
        _gate.SetResult();
        await (await running).JsonAsync();
        Assert.Equal((0, 8L), await gateway.UsageAsync());
    }

    [Fact]
    public async Task Answers_MoreThanRunAtOnce_AllComeToTheirTurn()
    {
        await using RunningGateway gateway = await StartAsync();
        _gate.SetResult();

        Assert.Equal(5, (await (await gateway.ChatAsync("\"n\":5")).JsonAsync()).GetProperty("choices").GetArrayLength());
    }

    [Fact]
    public async Task NewNode_WhileRequestsWait_LetsThemRun()
    {
        await using RunningGateway gateway = await StartAsync();
        Task<HttpResponseMessage> running = gateway.ChatAsync();
        await _engine.WaitForCallAsync();
        Task<HttpResponseMessage> waiting = gateway.ChatAsync();
        await WaitForQueuedAsync(gateway, 1);

        await gateway.AddNodeAsync(new FakeInferenceEngine(parallelSequences: 1));

        await (await waiting).JsonAsync();
        _gate.SetResult();
        await (await running).JsonAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static void One(GatewaySetup setup) => setup.Admission = options => options.CapacityFactor = 1;

    private static Task WaitForQueuedAsync(RunningGateway gateway, int count) => Eventually.IsTrueAsync(
        () => ValueTask.FromResult(gateway.Services.GetRequiredService<ModelQueues>().Get("fake").QueuedCount == count));

    private Task<RunningGateway> StartAsync(Action<GatewaySetup>? change = null) => RunningGateway.StartAsync(
        setup =>
        {
            One(setup);
            change?.Invoke(setup);
        },
        _engine);
}
