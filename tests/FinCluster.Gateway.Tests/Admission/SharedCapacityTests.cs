using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Admission;
using FinCluster.Gateway.Admission;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Admission;

/// <summary>A gateway that is not alone: another one watches the node, and the node says how much it has.</summary>
public sealed class SharedCapacityTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new();
    private readonly FakeInferenceEngine _engine = new(parallelSequences: 8);

    public SharedCapacityTests()
    {
        _engine.Script = _ => FakeScript.Of("x").WaitAt(0, _gate.Task);
    }

    [Fact]
    public async Task Requests_OtherGatewayHasTheNode_RunWithinTheShare()
    {
        await using RunningGateway gateway = await StartAsync();
        _engine.Statistics = _engine.Statistics with { RunningRequests = 8, QueuedRequests = 4 };
        await using IAsyncEnumerator<NodeReport> other = await WatchAsync(gateway, "gw_other");

        Task<HttpResponseMessage>[] answers = [.. Enumerable.Range(0, 12).Select(_ => gateway.ChatAsync())];

        await WaitForAsync(gateway, running: 4, queued: 8);
        _gate.SetResult();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Requests_OtherGatewayIsIdle_RunOnItsShareToo()
    {
        await using RunningGateway gateway = await StartAsync();
        await using IAsyncEnumerator<NodeReport> other = await WatchAsync(gateway, "gw_other");

        Task<HttpResponseMessage>[] answers = [.. Enumerable.Range(0, 12).Select(_ => gateway.ChatAsync())];

        await WaitForAsync(gateway, running: 8, queued: 4);
        _gate.SetResult();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Requests_OtherGatewayLeaves_RunOnTheWholeNode()
    {
        await using RunningGateway gateway = await StartAsync();
        IAsyncEnumerator<NodeReport> other = await WatchAsync(gateway, "gw_other");
        _engine.Statistics = _engine.Statistics with { RunningRequests = 12 };
        Task<HttpResponseMessage>[] answers = [.. Enumerable.Range(0, 12).Select(_ => gateway.ChatAsync())];
        await WaitForAsync(gateway, running: 4, queued: 8);

        await other.DisposeAsync();

        await WaitForAsync(gateway, running: 8, queued: 4);
        _gate.SetResult();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Requests_SomebodyElseWatches_HaveTheWholeNode()
    {
        await using RunningGateway gateway = await StartAsync();
        _engine.Statistics = _engine.Statistics with { RunningRequests = 8 };
        await using IAsyncEnumerator<NodeReport> tool = await WatchAsync(gateway, "");

        Task<HttpResponseMessage>[] answers = [.. Enumerable.Range(0, 12).Select(_ => gateway.ChatAsync())];

        await WaitForAsync(gateway, running: 8, queued: 4);
        _gate.SetResult();
        await Task.WhenAll(answers);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    /// <summary>Watches the gateway's node, and goes on when the gateway has heard of it.</summary>
    private static async Task<IAsyncEnumerator<NodeReport>> WatchAsync(RunningGateway gateway, string id)
    {
        IAsyncEnumerator<NodeReport> reports = gateway.Node(0).Channel
            .ServerStreaming(NodeMethods.Watch, new WatchRequest { GatewayId = id }, GrpcCallOptions.Default, TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await reports.MoveNextAsync());
        int gateways = id.Length > 0 ? 2 : 1;
        var health = gateway.Services.GetRequiredService<Gateway.Fleet.FleetHealth>();
        await Eventually.IsTrueAsync(() => health.Of(new("a")).Report?.Gateways == gateways);
        return reports;
    }

    private async Task WaitForAsync(RunningGateway gateway, int running, int queued)
    {
        AdmissionQueue queue = gateway.Services.GetRequiredService<ModelQueues>().Get("fake");
        try
        {
            await Eventually.IsTrueAsync(() => (queue.RunningCount, queue.QueuedCount) == (running, queued));
        }
        catch (OperationCanceledException)
        {
            // What still runs would keep the gateway from ending.
            _gate.SetResult();
            Assert.Fail($"{queue.RunningCount} run and {queue.QueuedCount} wait, not {running} and {queued}");
        }
    }

    private Task<RunningGateway> StartAsync() =>
        RunningGateway.StartAsync(setup => setup.Admission = options => options.CapacityFactor = 1, _engine);
}
