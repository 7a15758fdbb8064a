using FinCluster.Core.Engine;
using FinCluster.Inference.KvCache;

namespace FinCluster.Inference.Tests.KvCache;

public sealed class PrefixFeedTests
{
    private readonly PrefixLedger _ledger = new();
    private readonly PrefixFeed _feed;

    public PrefixFeedTests()
    {
        _feed = new PrefixFeed(_ledger);
    }

    [Fact]
    public void Publish_WatcherThatJoined_GetsAllThatIsHeldAndThenWhatChanges()
    {
        _ledger.Add(1);
        _ledger.Add(2);
        PrefixWatcher watcher = _feed.Watch();
        Assert.False(watcher.Updates.TryRead(out _));
        _feed.Publish();
        _ledger.Remove(1);
        _ledger.Add(3);
        _feed.Publish();

        AssertUpdate(watcher, isReset: true, [1, 2], []);
        AssertUpdate(watcher, isReset: false, [3], [1]);
        Assert.False(watcher.Updates.TryRead(out _));
    }

    [Fact]
    public void Publish_BlockOfTwoSequences_ComesOnceAndGoesWithTheLast()
    {
        PrefixWatcher watcher = Joined();
        _ledger.Add(1);
        _feed.Publish();
        _ledger.Add(1);
        _ledger.Remove(1);
        _feed.Publish();
        _ledger.Remove(1);
        _feed.Publish();

        AssertUpdate(watcher, isReset: false, [1], []);
        AssertUpdate(watcher, isReset: false, [], [1]);
        Assert.False(watcher.Updates.TryRead(out _));
    }

    [Fact]
    public void Publish_BlockThatCameAndWent_IsNotToldOf()
    {
        PrefixWatcher watcher = Joined();
        _ledger.Add(1);
        _ledger.Remove(1);
        _feed.Publish();

        Assert.False(watcher.Updates.TryRead(out _));
    }

    [Fact]
    public void Publish_SlowWatcher_GetsAResetOnceItHasCaughtUp()
    {
        PrefixWatcher slow = Joined();
        PrefixWatcher fast = Joined();
        var seen = new HashSet<ulong>();
        for (ulong block = 1; block <= PrefixWatcher.MaxUnread + 10; block++)
        {
            _ledger.Add(block);
            _feed.Publish();
            seen.UnionWith(Read(fast).Added);
        }

        Assert.Equal(PrefixWatcher.MaxUnread + 10, seen.Count);
        for (int i = 0; i < PrefixWatcher.MaxUnread; i++)
        {
            Assert.False(slow.AwaitsReset);
            Assert.False(Read(slow).IsReset);
        }

        Assert.True(slow.AwaitsReset);
        Assert.False(fast.AwaitsReset);
        _feed.Publish();
        PrefixUpdate reset = Read(slow);
        Assert.True(reset.IsReset);
        Assert.Equal(seen.Order(), reset.Added.Order());
        Assert.False(slow.AwaitsReset);
    }

    [Fact]
    public void End_WatchersOfNowAndOfLater_AreTold()
    {
        PrefixWatcher joined = Joined();
        PrefixWatcher joining = _feed.Watch();

        _feed.End();

        Assert.All((PrefixWatcher[])[joined, joining, _feed.Watch()], watcher => Assert.True(watcher.Updates.Completion.IsCompleted));
    }

    private static PrefixUpdate Read(PrefixWatcher watcher)
    {
        Assert.True(watcher.Updates.TryRead(out PrefixUpdate? update));
        return update;
    }

    private static void AssertUpdate(PrefixWatcher watcher, bool isReset, ulong[] added, ulong[] removed)
    {
        PrefixUpdate update = Read(watcher);
        Assert.Equal(isReset, update.IsReset);
        Assert.Equal(added, update.Added);
        Assert.Equal(removed, update.Removed);
    }

    private PrefixWatcher Joined()
    {
        PrefixWatcher watcher = _feed.Watch();
        _feed.Publish();
        Assert.True(Read(watcher).IsReset);
        return watcher;
    }
}
