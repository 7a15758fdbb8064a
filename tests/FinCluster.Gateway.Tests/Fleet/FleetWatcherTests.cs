using FinCluster.Contracts.V1;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Fleet;
using FinCluster.Node.Tests;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Fleet;

/// <summary>A gateway that listens to nodes of this process, by the real clock.</summary>
public sealed class FleetWatcherTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly RecordingObserver _heard = new();
    private readonly FakeInferenceEngine _engine = new();
    private RunningGateway _gateway = null!;
    private RunningNode? _node;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(setup => setup.Services = services => services.AddSingleton<IFleetObserver>(_heard));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Node_IsKilled_IsSuspectedWithinHalfASecond()
    {
        RunningNode node = await _gateway.AddNodeAsync(_engine);
        await HearAsync("a");
        long killed = TimeProvider.System.GetTimestamp();

        await node.KillAsync();

        await _heard.WaitUntilAsync(heard => heard.Since("a", takesWork: false) is not null);
        TimeSpan detection = TimeProvider.System.GetElapsedTime(killed, _heard.Since("a", takesWork: false)!.Value);
        output.WriteLine($"suspected {detection.TotalMilliseconds:F1} ms after the kill began");
        Assert.InRange(detection, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        // A server that ends may still take the next connection before its port is closed.
        await Eventually.IsTrueAsync(() => Health("a").Suspicion is not null);
    }

    [Fact]
    public async Task Node_FallsSilentAndSpeaksAgain_IsSuspectedAndTrusted()
    {
        await using FreezableProxy proxy = await AddBehindProxyAsync();
        await HearAsync("p");
        long frozen = TimeProvider.System.GetTimestamp();

        proxy.Freeze();

        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: false) is not null);
        TimeSpan detection = TimeProvider.System.GetElapsedTime(frozen, _heard.Since("p", takesWork: false)!.Value);
        output.WriteLine($"suspected {detection.TotalMilliseconds:F1} ms after the network went");
        Assert.Equal(SuspicionReason.Silent, Health("p").Suspicion);
        // The clock of suspicion itself comes late on a busy machine.
        Assert.InRange(detection, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1.5));
        proxy.Thaw();
        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: true) is not null);
        Assert.Null(Health("p").Suspicion);
    }

    [Fact]
    public async Task Node_IsSilentForLong_IsReachedOverANewConnection()
    {
        await using FreezableProxy proxy = await AddBehindProxyAsync();
        await HearAsync("p");
        Assert.Equal(1, proxy.Connections);

        proxy.Freeze();

        // The silence is confirmed, the connection given up, and the new one does not answer either.
        await Eventually.IsTrueAsync(() => Health("p").Suspicion == SuspicionReason.Unreachable && proxy.Connections > 1);
        _engine.ChangePrefixes([5], []);
        int resets = _heard.Resets;
        proxy.Thaw();
        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: true) is not null && heard.Blocks("p").Contains(5));
        Assert.InRange(_heard.Resets, resets + 1, int.MaxValue);
    }

    [Fact]
    public async Task Node_ItsPrefixesChange_AreFollowed()
    {
        await _gateway.AddNodeAsync(_engine);
        _engine.ChangePrefixes([1, 2, 3], []);
        await _heard.WaitUntilAsync(heard => heard.Blocks("a").SetEquals([1ul, 2, 3]));
        _engine.ChangePrefixes([4], [1]);
        await _heard.WaitUntilAsync(heard => heard.Blocks("a").SetEquals([2ul, 3, 4]));
        _engine.ResetPrefixes([9]);
        await _heard.WaitUntilAsync(heard => heard.Blocks("a").SetEquals([9ul]));
    }

    [Fact]
    public async Task Node_LeavesTheFleet_IsForgotten()
    {
        await _gateway.AddNodeAsync(_engine);
        await HearAsync("a");

        await _gateway.Fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        await _heard.WaitUntilAsync(heard => heard.IsGone("a"));
        Assert.Same(NodeHealth.Unknown, Health("a"));
    }

    [Fact]
    public async Task Node_Drains_GetsNothingNewBeforeTheFleetSaysSo()
    {
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task);
        var second = new FakeInferenceEngine();
        RunningNode draining = await _gateway.AddNodeAsync(_engine);
        Task<HttpResponseMessage> running = _gateway.ChatAsync();
        await _engine.WaitForCallAsync();
        await _gateway.AddNodeAsync(second);

        draining.BeginStop();
        await _heard.WaitUntilAsync(heard => heard.Since("a", takesWork: false) is not null);
        for (int i = 0; i < 10; i++)
        {
            await (await _gateway.ChatAsync()).JsonAsync();
        }

        Assert.Equal((1, 10), (_engine.Calls.Count, second.Calls.Count));
        gate.SetResult();
        await (await running).JsonAsync();
        await draining.Stopped.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Node_DrainsAndEndsItsReports_IsNotSuspected()
    {
        await using FreezableProxy proxy = await AddBehindProxyAsync();
        await HearAsync("p");

        _node!.BeginStop();

        // It is looked for again, twice, and is not there.
        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: false) is not null);
        await Eventually.IsTrueAsync(() => proxy.Connections > 2);
        Assert.Equal((null, NodeState.Draining), (Health("p").Suspicion, Health("p").Report?.State));
    }

    [Fact]
    public async Task Node_DrainsBeforeTheGatewayCame_IsNotSuspected()
    {
        await using FreezableProxy proxy = await AddBehindProxyAsync(NodeState.Draining, isDown: true);

        await Eventually.IsTrueAsync(() => proxy.Connections > 2);

        Assert.Null(Health("p").Suspicion);
    }

    [Fact]
    public async Task Status_NodeDrainsWithAnAnswer_IsDrainingAndReachable()
    {
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task);
        RunningNode node = await _gateway.AddNodeAsync(_engine);
        Task<HttpResponseMessage> running = _gateway.ChatAsync();
        await _engine.WaitForCallAsync();

        node.BeginStop();
        await _heard.WaitUntilAsync(heard => heard.Since("a", takesWork: false) is not null);
        NodeStatus status = Assert.Single(await _gateway.Services.GetRequiredService<FleetStatus>().AskAsync(TestTimeouts.Token));

        Assert.Equal(("draining", true), (status.State, status.Reachable));
        gate.SetResult();
        await (await running).JsonAsync();
    }

    [Fact]
    public async Task Stream_NodeFallsSilent_AnotherGoesOnAndNothingComesTwice()
    {
        var ten = FakeScript.Counting(10);
        _engine.Script = _ => ten.HangAt(4);
        await using FreezableProxy proxy = await AddBehindProxyAsync();
        await HearAsync("p");
        using HttpResponseMessage response = await _gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true"));
        var second = new FakeInferenceEngine { Script = _ => ten };
        string text = "";
        long frozen = 0;
        TimeSpan stall = TimeSpan.Zero;
        await foreach (string chunk in response.EventsAsync())
        {
            text += HttpCalls.Content(chunk);
            if (text.EndsWith("3 ", StringComparison.Ordinal) && frozen == 0)
            {
                await _gateway.AddNodeAsync(second);
                await HearAsync("a");
                proxy.Freeze();
                frozen = TimeProvider.System.GetTimestamp();
            }
            else if (text.EndsWith("4 ", StringComparison.Ordinal) && stall == TimeSpan.Zero)
            {
                stall = TimeProvider.System.GetElapsedTime(frozen);
            }
        }

        output.WriteLine($"the next token came {stall.TotalMilliseconds:F1} ms after the network went");
        Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", text);
        Assert.Equal(4, Assert.Single(second.Calls).Request.ResumeFrom.Count);
        Assert.InRange(stall, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Stream_OnlyNodeFallsSilentForAMoment_StaysWhereItIs()
    {
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Counting(10).WaitAt(4, gate.Task);
        await using FreezableProxy proxy = await AddBehindProxyAsync();
        await HearAsync("p");
        Task<HttpResponseMessage> running = _gateway.ChatAsync();
        await _engine.WaitForCallAsync();

        proxy.Freeze();
        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: false) is not null);
        proxy.Thaw();
        await _heard.WaitUntilAsync(heard => heard.Since("p", takesWork: true) is not null);
        gate.SetResult();

        await (await running).JsonAsync();
        Assert.Single(_engine.Calls);
    }

    [Fact]
    public async Task Stream_NodeSaysThatNoTokenComes_AnotherGoesOnAndTheNodeIsUsedAgain()
    {
        var ten = FakeScript.Counting(10);
        _engine.Script = call => call.Number == 1 ? ten.HangAt(4) : FakeScript.Of("x");
        await _gateway.AddNodeAsync(_engine, stallLimit: TimeSpan.FromMilliseconds(500));
        await HearAsync("a");
        using HttpResponseMessage response = await _gateway.OpenAsync("/v1/chat/completions", HttpCalls.Question("\"stream\":true"));
        FakeCall first = await _engine.WaitForCallAsync();
        var second = new FakeInferenceEngine { Script = _ => ten };
        await _gateway.AddNodeAsync(second);
        await HearAsync("b");

        _engine.Statistics = _engine.Statistics with { RunningRequests = 1 };

        string text = "";
        await foreach (string chunk in response.EventsAsync())
        {
            text += HttpCalls.Content(chunk);
        }

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", text);
        Assert.Equal(4, Assert.Single(second.Calls).Request.ResumeFrom.Count);
        await first.Ended.WaitAsync(TestTimeouts.Token);
        Assert.Equal(SuspicionReason.Stalled, Health("a").Suspicion);
        IReadOnlyList<NodeStatus> status = await _gateway.Services.GetRequiredService<FleetStatus>().AskAsync(TestTimeouts.Token);
        Assert.Equal(("stalled", true), (status[0].State, status[0].Reachable));
        await (await _gateway.ChatAsync()).JsonAsync();
        Assert.Equal((1, 2), (_engine.Calls.Count, second.Calls.Count));

        _engine.Statistics = _engine.Statistics with { RunningRequests = 0, GeneratedTokens = 1 };

        await _heard.WaitUntilAsync(heard => heard.Since("a", takesWork: true) is not null);
        Assert.Null(Health("a").Suspicion);
    }

    private NodeHealth Health(string node) => _gateway.Services.GetRequiredService<FleetHealth>().Of(new NodeId(node));

    private Task HearAsync(string node) => Eventually.IsTrueAsync(() => Health(node).Report is not null);

    // The node takes the name "p" in the fleet; its own address is known to the proxy alone.
    private async Task<FreezableProxy> AddBehindProxyAsync(NodeState state = NodeState.Ready, bool isDown = false)
    {
        _node = await RunningNode.StartAsync(_engine);
        _gateway.Own(_node);
        if (isDown)
        {
            await _node.KillAsync();
        }

        var proxy = new FreezableProxy(_node.Address);
        await _gateway.AnnounceAsync("p", proxy.Address, _engine, state);
        return proxy;
    }
}
