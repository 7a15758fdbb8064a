using System.Net;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Scaling;

/// <summary>What a gateway with one node, which computes one request at once, counts as its demand.</summary>
public sealed class DemandTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new();
    private readonly FakeInferenceEngine _engine = new(parallelSequences: 1);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Answer_IsCountedAndPosted()
    {
        await using RunningGateway gateway = await StartAsync();
        _engine.Script = _ => FakeScript.Of("a", "b", "c");

        await (await gateway.ChatAsync()).JsonAsync();

        ModelDemand demand = gateway.Demand("fake");
        Assert.Equal((1, 1, 3), demand.Counts());
        Assert.Equal((0, 0, 1), (demand.QueuedRequests, demand.RunningRequests, demand.FirstTokens.Sum()));
        IDemandBoard board = gateway.Services.GetRequiredService<IDemandBoard>();
        await Eventually.IsTrueAsync(async () =>
            await board.ReadAsync(TestTimeouts.Token) is [{ Models: [{ Model: "fake", Requests: 1, Answers: 1, OutputTokens: 3 }] }]);
    }

    [Fact]
    public async Task Requests_ThatRunWaitAndAreRefused_AreCountedAsSuch()
    {
        await using RunningGateway gateway = await StartAsync(maxQueued: 1);
        _engine.Script = call => FakeScript.Of("x").WaitAt(0, call.Number == 1 ? _gate.Task : Task.CompletedTask);
        Task<HttpResponseMessage> running = gateway.ChatAsync();
        await _engine.WaitForCallAsync();
        Task<HttpResponseMessage> waiting = gateway.ChatAsync();
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 1);

        await (await gateway.ChatAsync()).ErrorAsync(HttpStatusCode.TooManyRequests);

        Assert.Equal((3, 0, 0), gateway.Demand("fake").Counts());
        await gateway.WaitForDemandAsync("fake", queued: 1, running: 1);
        _gate.SetResult();
        await (await running).JsonAsync();
        await (await waiting).JsonAsync();
        await gateway.WaitForDemandAsync("fake", queued: 0, running: 0);
        Assert.Equal((3, 2, 2), gateway.Demand("fake").Counts());
    }

    [Fact]
    public async Task Answers_OfOneRequest_AreCountedEach()
    {
        await using RunningGateway gateway = await StartAsync();
        _engine.Script = _ => FakeScript.Of("a", "b");

        await (await gateway.ChatAsync("\"n\":3")).JsonAsync();

        Assert.Equal((3, 3, 6), gateway.Demand("fake").Counts());
    }

    [Fact]
    public async Task Client_LeavesInTheMiddle_IsAnAnswerWithTheTokensSoFar()
    {
        await using RunningGateway gateway = await StartAsync();
        _engine.Script = _ => FakeScript.Of("a", "b", "c").HangAt(2);

        using (HttpResponseMessage response = await gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true")))
        {
            await Eventually.IsTrueAsync(() => gateway.Demand("fake").FirstTokens.Sum() == 1);
        }

        await gateway.WaitForDemandAsync("fake", queued: 0, running: 0);
        ModelDemand demand = gateway.Demand("fake");
        Assert.Equal((1, 1), (demand.Requests, demand.Answers));
        Assert.InRange(demand.OutputTokens, 1, 2);
    }

    [Fact]
    public async Task Request_ForAModelThatThereIsNot_IsNoDemand()
    {
        await using RunningGateway gateway = await StartAsync();

        await (await gateway.ChatAsync("\"model\":\"nobody\"")).ErrorAsync(HttpStatusCode.NotFound);

        Assert.Empty(gateway.DemandNames());
    }

    private Task<RunningGateway> StartAsync(int maxQueued = 10) => RunningGateway.StartAsync(
        setup => setup.Admission = options => (options.CapacityFactor, options.MaxQueuedRequests) = (1, maxQueued), _engine);
}
