using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Node.Reports;

namespace FinCluster.Node.Tests.Reports;

public sealed class NodeReporterTests
{
    private static readonly TimeSpan Interval = ReporterFixture.Options.ReportInterval;

    [Fact]
    public async Task Watch_Begins_FirstReportIsAtOnceAndWhole()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (_, NodeReport first) = await node.WatchAsync();

        ReplicaReport replica = Assert.Single(first.Replicas);
        Assert.Equal((NodeState.Ready, "fake", 8_192, true), (first.State, replica.Model, (int)replica.Statistics.KvCellsTotal, replica.Prefixes.Reset));
    }

    [Fact]
    public async Task Watch_NothingChanges_ReportsInEachInterval()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, _) = await node.WatchAsync();
        for (int i = 0; i < 5; i++)
        {
            Task<bool> next = reports.MoveNextAsync().AsTask();
            await node.AdvanceAsync(Interval - TimeSpan.FromMilliseconds(1));
            Assert.False(next.IsCompleted);
            await node.AdvanceAsync(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
            Assert.Null(reports.Current.Replicas[0].Prefixes);
        }
    }

    [Fact]
    public async Task Watch_LoadBecomesOfAnotherKind_ReportsAsSoonAsTheRateAllows()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, _) = await node.WatchAsync();
        foreach ((int running, int queued) in ((int, int)[])[(1, 0), (2, 0), (2, 1), (0, 0)])
        {
            node.SetWork(running, queued);
            Statistics statistics;
            TimeSpan before = node.Time.GetElapsedTime(0);
            do
            {
                statistics = (await node.ReadAsync(reports))!.Replicas[0].Statistics;
            }
            while ((statistics.RunningRequests, statistics.QueuedRequests) != (running, queued));
            Assert.InRange(node.Time.GetElapsedTime(0) - before, TimeSpan.Zero, Interval - TimeSpan.FromTicks(1));
        }
    }

    [Fact]
    public async Task Watch_ManyChanges_AreOneReport()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, _) = await node.WatchAsync();
        for (ulong block = 1; block <= 100; block++)
        {
            node.Engine.ChangePrefixes([block], block > 1 ? [block - 1] : []);
            node.SetWork((int)block % 3, 0);
        }

        node.Engine.ChangePrefixes([1_000], []);
        int read = 0;
        var blocks = new HashSet<ulong>();
        while (!blocks.Contains(1_000))
        {
            PrefixUpdate? update = (await node.ReadAsync(reports))!.Replicas[0].Prefixes;
            blocks.UnionWith(update?.Added ?? []);
            blocks.ExceptWith(update?.Removed ?? []);
            read++;
        }

        Assert.InRange(read, 1, 10);
        Assert.Equal([100ul, 1_000], blocks.Order().ToArray());
    }

    [Fact]
    public async Task Watch_SecondWatcher_BeginsWithAResetAndTheFirstIsToldTheRest()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> first, NodeReport begin) = await node.WatchAsync();
        var blocks = new HashSet<ulong>(begin.Replicas[0].Prefixes.Added);
        node.Engine.ChangePrefixes([1, 2, 3], []);

        (_, NodeReport reset) = await node.WatchAsync();
        while (blocks.Count < 3)
        {
            blocks.UnionWith((await node.ReadAsync(first))!.Replicas[0].Prefixes?.Added ?? []);
        }

        Assert.True(reset.Replicas[0].Prefixes.Reset);
        Assert.Equal([1, 2, 3], blocks.Order().ToArray());
    }

    [Fact]
    public async Task Watch_SeveralStreams_CountsGatewaysOnceAndOthersNot()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, NodeReport alone) = await node.WatchAsync("gw_a");
        (_, NodeReport tool) = await node.WatchAsync();
        (IAsyncEnumerator<NodeReport> again, NodeReport twice) = await node.WatchAsync("gw_a");
        (IAsyncEnumerator<NodeReport> other, NodeReport two) = await node.WatchAsync("gw_b");
        Assert.Equal([1, 1, 1, 2], new[] { alone, tool, twice, two }.Select(report => report.Gateways));

        await again.DisposeAsync();
        while ((await node.ReadAsync(reports))!.Gateways != 2)
        {
        }

        await other.DisposeAsync();
        int last = 2;
        while (last == 2)
        {
            last = (await node.ReadAsync(reports))!.Gateways;
        }

        Assert.Equal(1, last);
    }

    [Fact]
    public async Task Watch_SlowWatcher_IsResetAndDelaysNobody()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> slow, _) = await node.WatchAsync();
        (IAsyncEnumerator<NodeReport> fast, _) = await node.WatchAsync();
        for (ulong block = 1; block <= ReportSubscriber.MaxUnread + 5; block++)
        {
            node.Engine.ChangePrefixes([block], []);
            while ((await node.ReadAsync(fast))!.Replicas[0].Prefixes?.Added.Contains(block) is not true)
            {
            }
        }

        int read = 0;
        bool isReset = false;
        while (!isReset)
        {
            isReset = (await node.ReadAsync(slow))!.Replicas[0].Prefixes?.Reset is true;
            read++;
        }

        Assert.Equal(ReportSubscriber.MaxUnread + 1, read);
        Assert.Equal(ReportSubscriber.MaxUnread + 5, slow.Current.Replicas[0].Prefixes!.Added.Count);
    }

    [Fact]
    public async Task Watch_NodeDrainsWithACallRunning_SaysSoAndEndsWithTheCall()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, _) = await node.WatchAsync();
        node.Reporter.OnCallBegan();
        node.StopApplication();
        while ((await node.ReadAsync(reports))!.State != NodeState.Draining)
        {
        }

        Assert.NotNull(await node.ReadAsync(reports));
        node.Reporter.OnCallEnded();
        NodeReport? report;
        while ((report = await node.ReadAsync(reports)) is not null)
        {
            Assert.Equal(NodeState.Draining, report.State);
        }
    }
}
