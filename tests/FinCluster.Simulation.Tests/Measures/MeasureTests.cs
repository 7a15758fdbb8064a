using FinCluster.Simulation.Measures;

namespace FinCluster.Simulation.Tests.Measures;

public sealed class MeasureTests
{
    [Fact]
    public void Clairvoyant_PaysFromTheStartToTheEndOfTheDrain_AndKeepsThroughShortPauses()
    {
        double[] paid = Clairvoyant.Paid([1, 1, 1, 4, 4, 1, 1, 4, 1, 1, 1, 1], startSeconds: 60, drainSeconds: 60);

        Assert.Equal([1.0, 1, 4, 4, 4, 4, 4, 4, 4, 1, 1, 1], paid.Select(value => Math.Round(value)));
    }

    [Fact]
    public void Clairvoyant_LetsGoInLongPauses() =>
        Assert.Equal([0.0, 2, 2, 2, 0, 0, 2, 2, 2, 0], Clairvoyant.Paid([0, 0, 2, 0, 0, 0, 0, 2, 0, 0], 60, 60).Select(value => Math.Round(value)));

    [Fact]
    public void BellWatch_CountsFromWhenTheLastNeededReplicaWasReady()
    {
        var watch = new BellWatch([(1_000, 4), (2_000, 2), (3_000, 9)]);
        watch.Observe(0, 5);
        watch.Observe(800, 3);
        watch.Observe(900, 4);
        watch.Observe(950, 6);
        watch.Observe(2_500, 8);
        watch.Observe(3_040, 9);
        watch.End(4_000);

        Assert.Equal([100.0, 1_000, -40], watch.Margins);
    }

    [Fact]
    public void BellWatch_NeverEnough_IsTheTimeUntilTheEnd()
    {
        var watch = new BellWatch([(1_000, 4), (9_000, 4)]);
        watch.Observe(0, 3);
        watch.End(5_000);

        Assert.Equal([-4_000.0], watch.Margins);
    }

    [Fact]
    public void Histogram_IsExactToAHundredth()
    {
        var histogram = new LatencyHistogram();
        for (int i = 1; i <= 10_000; i++)
        {
            histogram.Add(i / 1000.0);
        }

        Assert.InRange(histogram.Quantile(0.5), 4.95, 5.05);
        Assert.InRange(histogram.Quantile(0.99), 9.8, 10.0);
        Assert.Equal(0, new LatencyHistogram().Quantile(0.5));
    }
}
