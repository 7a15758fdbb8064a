using FinCluster.Contracts.Node.V1;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using NodeReport = FinCluster.Core.Fleet.NodeReport;
using NodeState = FinCluster.Core.Fleet.NodeState;
using PrefixUpdate = FinCluster.Core.Engine.PrefixUpdate;

namespace FinCluster.Node.Tests.Service;

/// <summary>Watches a node as a gateway does, by the real clock.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new();
    private readonly FakeInferenceEngine _other = new("other");
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_engine, _other);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Watch_TwoEngines_ReportsArriveWhole()
    {
        _engine.ChangePrefixes([ulong.MaxValue, 7], []);
        await using IAsyncEnumerator<NodeReport> reports = Watch();
        var blocks = new HashSet<ulong>();
        do
        {
            Assert.True(await reports.MoveNextAsync());
            blocks.UnionWith(reports.Current.Replicas.Single(replica => replica.Model == "fake").Prefixes?.Added ?? []);
        }
        while (blocks.Count < 2);

        Assert.Equal(NodeState.Ready, reports.Current.State);
        Assert.Equal(["fake", "other"], reports.Current.Replicas.Select(replica => replica.Model).Order(StringComparer.Ordinal));
        Assert.All(reports.Current.Replicas, replica => Assert.Equal(_engine.Statistics, replica.Statistics));
        Assert.Equal([7, ulong.MaxValue], blocks.Order().ToArray());
    }

    [Fact]
    public async Task Watch_EngineGivesUpBlocks_IsTold()
    {
        await using IAsyncEnumerator<NodeReport> reports = Watch();
        Assert.True(await reports.MoveNextAsync());
        _engine.ChangePrefixes([1, 2], []);
        await UntilAsync(reports, update => update.Added.Length == 2);
        _engine.ChangePrefixes([], [1]);

        PrefixUpdate update = await UntilAsync(reports, update => update.Removed.Length > 0);

        Assert.False(update.IsReset);
        Assert.Equal([1ul], update.Removed);
        _engine.ResetPrefixes([2, 3]);
        Assert.Equal([3ul], (await UntilAsync(reports, update => update.Added.Length > 0)).Added);
    }

    [Fact]
    public async Task Watch_NodeDrainsIdle_SaysSoAndDoesNotKeepIt()
    {
        await using IAsyncEnumerator<NodeReport> reports = Watch();
        Assert.True(await reports.MoveNextAsync());

        _node.BeginStop();

        NodeState last = reports.Current.State;
        while (await reports.MoveNextAsync())
        {
            last = reports.Current.State;
        }

        Assert.Equal(NodeState.Draining, last);
        await _node.Stopped.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Watch_GatewayIdIsTooLong_IsRefused()
    {
        await using IAsyncEnumerator<NodeReport> reports = Watch(new string('g', 65));

        GrpcException error = await Assert.ThrowsAsync<GrpcException>(() => reports.MoveNextAsync().AsTask());

        Assert.Equal(GrpcStatus.InvalidArgument, error.Status);
    }

    [Fact]
    public async Task Watch_TwoGateways_AreCounted()
    {
        await using IAsyncEnumerator<NodeReport> first = Watch("gw_a");
        await using IAsyncEnumerator<NodeReport> second = Watch("gw_b");
        Assert.True(await first.MoveNextAsync());
        Assert.True(await second.MoveNextAsync());
        while (first.Current.Gateways != 2)
        {
            Assert.True(await first.MoveNextAsync());
        }

        Assert.Equal(2, second.Current.Gateways);
    }

    private static async Task<PrefixUpdate> UntilAsync(IAsyncEnumerator<NodeReport> reports, Func<PrefixUpdate, bool> isIt)
    {
        while (true)
        {
            Assert.True(await reports.MoveNextAsync());
            if (reports.Current.Replicas.Single(replica => replica.Model == "fake").Prefixes is { } update && isIt(update))
            {
                return update;
            }
        }
    }

    private IAsyncEnumerator<NodeReport> Watch(string gatewayId = "") => _node.Channel
        .ServerStreaming(NodeMethods.Watch, new WatchRequest { GatewayId = gatewayId }, GrpcCallOptions.Default, TestTimeouts.Token)
        .Select(NodeReportWire.ToCore)
        .GetAsyncEnumerator(TestTimeouts.Token);
}
