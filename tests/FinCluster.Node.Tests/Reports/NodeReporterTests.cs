using FinCluster.Contracts.Node.V1;
using FinCluster.Node.Reports;

namespace FinCluster.Node.Tests.Reports;

public sealed class NodeReporterTests
{
    private static readonly TimeSpan Interval = ReporterFixture.Options.ReportInterval;
    private static readonly TimeSpan MinInterval = ReporterFixture.Options.MinReportInterval;

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
            ValueTask<bool> next = reports.MoveNextAsync();
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
        foreach ((int running, int queued) in (ReadOnlySpan<(int, int)>)[(1, 0), (2, 0), (2, 1), (0, 0)])
        {
            node.Time.Advance(MinInterval);
            node.SetWork(running, queued);
            Assert.True(await reports.MoveNextAsync());
            Assert.Equal((running, queued), (reports.Current.Replicas[0].Statistics.RunningRequests, reports.Current.Replicas[0].Statistics.QueuedRequests));
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
        ValueTask<bool> next = reports.MoveNextAsync();
        await node.AdvanceAsync(MinInterval);
        Assert.True(await next);
        PrefixUpdate update = reports.Current.Replicas[0].Prefixes;
        while (!update.Added.Contains(1_000))
        {
            next = reports.MoveNextAsync();
            await node.AdvanceAsync(MinInterval);
            Assert.True(await next);
            update = reports.Current.Replicas[0].Prefixes;
        }

        Assert.InRange(update.Added.Count, 1, 100);
    }

    [Fact]
    public async Task Watch_SecondWatcher_BeginsWithAResetAndTheFirstIsToldTheRest()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> first, NodeReport begin) = await node.WatchAsync();
        var blocks = new HashSet<ulong>(begin.Replicas[0].Prefixes.Added);
        node.Engine.ChangePrefixes([1, 2, 3], []);
        node.Time.Advance(MinInterval);

        (_, NodeReport reset) = await node.WatchAsync();
        while (blocks.Count < 3)
        {
            Assert.True(await first.MoveNextAsync());
            blocks.UnionWith(first.Current.Replicas[0].Prefixes.Added);
        }

        Assert.True(reset.Replicas[0].Prefixes.Reset);
        Assert.Equal([1ul, 2, 3], reset.Replicas[0].Prefixes.Added.Order());
        Assert.Equal([1ul, 2, 3], blocks.Order());
    }

    [Fact]
    public async Task Watch_SlowWatcher_IsResetAndDelaysNobody()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> slow, _) = await node.WatchAsync();
        (IAsyncEnumerator<NodeReport> fast, _) = await node.WatchAsync();
        for (ulong block = 1; block <= ReportSubscriber.MaxUnread + 5; block++)
        {
            node.Time.Advance(MinInterval);
            node.Engine.ChangePrefixes([block], []);
            do
            {
                Assert.True(await fast.MoveNextAsync());
            }
            while (fast.Current.Replicas[0].Prefixes?.Added.Contains(block) != true);
        }

        int read = 0;
        bool isReset = false;
        while (!isReset)
        {
            ValueTask<bool> next = slow.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await node.AdvanceAsync(Interval);
            }

            Assert.True(await next);
            read++;
            isReset = slow.Current.Replicas[0].Prefixes?.Reset == true;
        }

        Assert.InRange(read, ReportSubscriber.MaxUnread, ReportSubscriber.MaxUnread + 2);
        Assert.Equal(ReportSubscriber.MaxUnread + 5, slow.Current.Replicas[0].Prefixes!.Added.Count);
    }

    [Fact]
    public async Task Watch_NodeDrainsWithACallRunning_SaysSoAndEndsWithTheCall()
    {
        await using ReporterFixture node = await ReporterFixture.StartAsync();
        (IAsyncEnumerator<NodeReport> reports, _) = await node.WatchAsync();
        node.Reporter.OnCallBegan();
        node.Time.Advance(MinInterval);
        node.StopApplication();

        Assert.True(await reports.MoveNextAsync());
        Assert.Equal(NodeState.Draining, reports.Current.State);
        ValueTask<bool> next = reports.MoveNextAsync();
        await node.AdvanceAsync(Interval);
        Assert.True(await next);
        node.Time.Advance(MinInterval);
        node.Reporter.OnCallEnded();
        while (await reports.MoveNextAsync())
        {
            Assert.Equal(NodeState.Draining, reports.Current.State);
        }
    }
}
