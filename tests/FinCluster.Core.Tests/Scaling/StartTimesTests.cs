using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Core.Tests.Scaling;

public sealed class StartTimesTests
{
    private readonly StartTimes _times = new(planned: 60);

    [Fact]
    public void NothingMeasured_IsAsPlanned()
    {
        Observe(0, 3, 3);

        Assert.Equal((60.0, 0), (_times.Seconds, _times.Measured));
    }

    [Fact]
    public void Starts_AreMeasuredFromWhenTheyWereAskedFor_TheLongestCounts()
    {
        Observe(0, 1, 1);
        Observe(10, 3, 1);
        Observe(30, 3, 2);
        Assert.Equal(20, _times.Seconds);

        Observe(55, 3, 3);

        Assert.Equal((45.0, 2), (_times.Seconds, _times.Measured));
    }

    [Fact]
    public void OldStarts_AreForgotten()
    {
        Observe(0, 0, 0);
        Observe(1, 1, 0);
        Observe(500, 1, 1);
        for (int i = 1; i <= 50; i++)
        {
            Observe(1_000 * i, i + 1, i);
            Observe((1_000 * i) + 30, i + 1, i + 1);
        }

        Assert.Equal((30.0, 50), (_times.Seconds, _times.Measured));
    }

    [Fact]
    public void WhatWasTakenBackBeforeItCame_IsNotWaitedFor()
    {
        Observe(0, 1, 1);
        Observe(10, 5, 1);
        Observe(20, 1, 1);
        Observe(1_000, 2, 1);
        Observe(1_040, 2, 2);

        Assert.Equal((40.0, 1), (_times.Seconds, _times.Measured));
    }

    [Fact]
    public void LastAskedFor_IsTheFirstToBeGivenUp()
    {
        Observe(0, 1, 1);
        Observe(10, 2, 1);
        Observe(100, 3, 1);
        Observe(101, 2, 1);
        Observe(110, 2, 2);

        Assert.Equal(100, _times.Seconds);
    }

    [Fact]
    public void ReplicaThatDies_IsNoNewRequest()
    {
        Observe(0, 2, 2);
        Observe(10, 2, 1);
        Observe(15, 2, 2);

        Assert.Equal((60.0, 0), (_times.Seconds, _times.Measured));
    }

    [Fact]
    public void Successor_KnowsWhatWasMeasured()
    {
        Observe(0, 1, 1);
        Observe(10, 2, 1);
        Observe(110, 2, 2);
        var next = new StartTimes(planned: 60);

        next.Restore(_times.Measurements);

        Assert.Equal((100.0, 1), (next.Seconds, next.Measured));
        Assert.Throws<ArgumentOutOfRangeException>(() => next.Restore([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => next.Restore([double.NaN]));
        Assert.Equal(100, next.Seconds);
    }

    private void Observe(int seconds, int desired, int ready) => _times.Observe(Pools.At("09:00").AddSeconds(seconds), desired, ready);
}
