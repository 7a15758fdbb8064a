using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc.Health;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Liveness;

public sealed class LivenessMonitorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CanaryInterval = TimeSpan.FromSeconds(30);
    private static readonly (GrpcServingStatus, GrpcServingStatus) Well = (GrpcServingStatus.Serving, GrpcServingStatus.Serving);
    private static readonly (GrpcServingStatus, GrpcServingStatus) Lost = (GrpcServingStatus.NotServing, GrpcServingStatus.NotServing);

    [Fact]
    public async Task Engine_HasWorkAndNothingMoves_IsLostAtTheLimitUntilATokenComes()
    {
        await using var node = new MonitorFixture();
        await node.Reporter.StartAsync(TestTimeouts.Token);
        node.Count(before => before with { RunningRequests = 1 });
        await node.SampleForAsync(StallLimit - Second);
        Assert.Equal(Well, node.Statuses);
        Assert.False((await node.ReportAsync()).Stalled);

        await node.SampleForAsync(Second);
        Assert.Equal(Lost, node.Statuses);
        Assert.True((await node.ReportAsync()).Stalled);
        node.Count(before => before with { GeneratedTokens = 1 });
        await node.SampleForAsync(TimeSpan.Zero);

        Assert.Equal(Well, node.Statuses);
        Assert.False((await node.ReportAsync()).Stalled);
        Assert.Empty(node.Engine.Calls);
    }

    [Fact]
    public async Task Engine_HasNothingToDo_IsAskedForOneTokenInEachInterval()
    {
        await using var node = new MonitorFixture();
        await node.SampleForAsync(CanaryInterval - Second);
        Assert.Empty(node.Engine.Calls);

        await node.SampleForAsync(Second);
        FakeCall call = await node.Engine.WaitForCallAsync();
        await call.Ended;
        await node.SampleForAsync(CanaryInterval - Second);
        Assert.Single(node.Engine.Calls);
        await node.SampleForAsync(Second);
        await node.Engine.WaitForCallAsync(2);

        Assert.Equal(Well, node.Statuses);
        Assert.Equal((1, true, 0.0), (call.Request.Stop.MaxTokens, call.Request.Stop.IgnoreEndOfSequence, call.Request.Sampling.Temperature));

        // Nobody else's prompt can share a prefix with it, and it shares its own with the next one.
        Assert.Equal(("canary", "canary"), (call.Request.CacheSalt, node.Engine.Calls[1].Request.CacheSalt));
    }

    [Fact]
    public async Task Engine_HasWork_IsNotAsked()
    {
        await using var node = new MonitorFixture();
        for (int i = 0; i < 60; i++)
        {
            node.Count(before => before with { RunningRequests = 1, DecodeCalls = i });
            await node.SampleForAsync(Second);
        }

        Assert.Empty(node.Engine.Calls);
        Assert.Equal(Well, node.Statuses);
    }

    [Fact]
    public async Task Engine_ACallRunsThatNoCounterShows_IsNotAsked()
    {
        await using var node = new MonitorFixture();
        using (node.Replicas.Use("fake"))
        {
            await node.SampleForAsync(2 * CanaryInterval);
            Assert.Empty(node.Engine.Calls);
        }

        await node.SampleForAsync(Second);

        await node.Engine.WaitForCallAsync();
    }

    [Fact]
    public async Task Engine_CanaryHasNoToken_IsLostUntilItComes()
    {
        var gate = new TaskCompletionSource();
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task);
        await node.SampleForAsync(CanaryInterval);
        FakeCall canary = await node.Engine.WaitForCallAsync();
        await node.SampleForAsync(StallLimit - Second);
        Assert.Equal(Well, node.Statuses);
        await node.SampleForAsync(Second);
        Assert.Equal(Lost, node.Statuses);

        gate.SetResult();
        await canary.Ended;
        await Eventually.IsTrueAsync(async () =>
        {
            await node.Monitor.SampleAsync();
            return node.Statuses == Well;
        });

        Assert.Single(node.Engine.Calls);
    }

    [Fact]
    public async Task Engine_FailsItsCanaries_IsLostUntilOneHasAToken()
    {
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Of("x").FailAt(0, new RequestException(ErrorCode.EngineFailed, "no device"));
        await node.SampleForAsync(CanaryInterval + StallLimit + Second);
        Assert.Equal(Lost, node.Statuses);
        Assert.InRange(node.Engine.Calls.Count, 2, 10);

        node.Engine.Script = _ => FakeScript.Of("x");
        await Eventually.IsTrueAsync(async () =>
        {
            await node.SampleForAsync(Second);
            return node.Statuses == Well;
        });
    }

    [Fact]
    public async Task Engine_TakesNoCanary_StaysWell()
    {
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Refuse(RequestException.Invalid("prompt", "not by me"));

        await node.SampleForAsync(10 * CanaryInterval);

        Assert.Equal(Well, node.Statuses);
        Assert.InRange(node.Engine.Calls.Count, 5, 10);
    }

    [Fact]
    public async Task Engine_StalledAndItsWorkWent_IsLostUntilACanaryHasAToken()
    {
        var gate = new TaskCompletionSource();
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task);
        node.Count(before => before with { RunningRequests = 1 });
        await node.SampleForAsync(StallLimit);
        node.Count(before => before with { RunningRequests = 0 });

        await node.SampleForAsync(Second);

        FakeCall canary = await node.Engine.WaitForCallAsync();
        Assert.Equal(Lost, node.Statuses);
        gate.SetResult();
        await canary.Ended;
        await Eventually.IsTrueAsync(async () =>
        {
            await node.Monitor.SampleAsync();
            return node.Statuses == Well;
        });
    }

    [Fact]
    public async Task Canaries_AreOff_IdleEngineIsNeverAskedAndAStallEndsWithItsWork()
    {
        await using var node = new MonitorFixture(TimeSpan.Zero);
        await node.SampleForAsync(10 * CanaryInterval);
        node.Count(before => before with { RunningRequests = 1 });
        await node.SampleForAsync(StallLimit);
        Assert.Equal(Lost, node.Statuses);

        node.Count(before => before with { RunningRequests = 0 });
        await node.SampleForAsync(Second);

        Assert.Equal(Well, node.Statuses);
        Assert.Empty(node.Engine.Calls);
    }

    [Fact]
    public async Task Drain_CanaryIsOut_IsCalledBackAndNoneFollows()
    {
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Of("x").HangAt(0);
        await node.SampleForAsync(CanaryInterval);
        FakeCall canary = await node.Engine.WaitForCallAsync();

        node.StopApplication();

        await canary.Ended.WaitAsync(TestTimeouts.Token);
        await node.SampleForAsync(3 * CanaryInterval);
        Assert.Single(node.Engine.Calls);
    }

    [Fact]
    public async Task Replica_IsUnloadedWithItsCanaryOut_IsNotHeldUp()
    {
        await using var node = new MonitorFixture();
        node.Engine.Script = _ => FakeScript.Of("x").HangAt(0);
        await node.SampleForAsync(CanaryInterval);
        await node.Engine.WaitForCallAsync();
        node.Replicas.Add(new FakeInferenceEngine("other"));

        Task unloaded = node.Replicas.RemoveAsync("fake", TimeSpan.FromHours(1), node.Time);
        await node.Monitor.SampleAsync();

        await unloaded.WaitAsync(TestTimeouts.Token);
        Assert.True(node.Engine.IsDisposed);
    }

    [Fact]
    public async Task Node_HasNoReplica_IsAliveAndNotReady()
    {
        await using var node = new MonitorFixture();
        await node.Replicas.RemoveAsync("fake", TimeSpan.Zero, node.Time);

        await node.Monitor.SampleAsync();

        Assert.Equal((GrpcServingStatus.Serving, GrpcServingStatus.NotServing), node.Statuses);
    }

    [Fact]
    public async Task Host_OverGrpc_ServesBothUntilItDrains()
    {
        var gate = new TaskCompletionSource();
        var engine = new FakeInferenceEngine { Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task) };
        await using RunningNode node = await RunningNode.StartAsync(engine);
        Assert.Equal(GrpcServingStatus.Serving, await GrpcHealthClient.CheckAsync(node.Channel, "", TestTimeouts.Token));
        Assert.Equal(GrpcServingStatus.Serving, await GrpcHealthClient.CheckAsync(node.Channel, "ready", TestTimeouts.Token));
        Task<List<GenerationEvent>> running = node.Channel.AnswerAsync(NodeCalls.Question());
        await engine.WaitForCallAsync();

        // A call that runs goes on while the node drains; for a new one its port may be closed already.
        await using IAsyncEnumerator<GrpcServingStatus> watch =
            GrpcHealthClient.WatchAsync(node.Channel, "ready", TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(GrpcServingStatus.Serving, watch.Current);

        node.BeginStop();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(GrpcServingStatus.NotServing, watch.Current);
        gate.SetResult();
        await running;
    }
}
