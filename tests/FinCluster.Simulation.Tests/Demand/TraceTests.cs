using FinCluster.Core.Market;
using FinCluster.Simulation.Demand;

namespace FinCluster.Simulation.Tests.Demand;

public sealed class TraceTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void Step_AtTheOpeningAuction_TakesOneSecond()
    {
        double[] rates = Day(Trace(step: 20, spread: 0, noise: 0), Midnight);
        int bell = ((9 * 60) + 15) * 60;

        Assert.Equal(20, rates[bell] / rates[bell - 1], 1e-9);
        Assert.Equal(864_000, rates.Sum(), 1);
    }

    [Fact]
    public void WithoutStep_DemandRisesBeforeTheBell()
    {
        double[] rates = Day(Trace(step: 0, spread: 0, noise: 0), Midnight);

        Assert.Equal(2, rates[((9 * 60) + 15) * 60] / rates[(9 * 60 * 60) + 1], 1e-9);
    }

    [Fact]
    public void Days_AreFunctionsOfTheSeed_AndDiffer()
    {
        SyntheticTrace trace = Trace(step: 20, spread: 0.2, noise: 0.05);
        double[] first = Day(trace, Midnight);
        double[] second = Day(trace, Midnight.AddDays(1));

        Assert.Equal(first, Day(trace, Midnight));
        Assert.NotEqual(first.Sum(), second.Sum(), 1);
        Assert.NotEqual(first, Day(Trace(step: 20, spread: 0.2, noise: 0.05, seed: 2), Midnight));
    }

    [Fact]
    public void DaysLevels_HaveTheirSpread()
    {
        SyntheticTrace trace = Trace(step: 20, spread: 0.2, noise: 0);
        double[] logs = [.. Enumerable.Range(0, 2_000).Select(day => Math.Log(trace.LevelOf(Midnight.AddDays(day))))];

        Assert.InRange(Math.Sqrt(logs.Average(log => log * log)), 0.18, 0.22);
        Assert.InRange(logs.Zip(logs.Skip(1), (a, b) => a * b).Average() / logs.Average(log => log * log), 0.5, 0.7);
    }

    [Fact]
    public void ClosedDay_HasNoOpening()
    {
        double[] saturday = Day(Trace(step: 20, spread: 0, noise: 0), new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.FromHours(8)));
        double[] surprise = Day(Trace(step: 20, spread: 0, noise: 0, new DaySurprise(true, 1, 0)), Midnight);

        Assert.Equal(saturday, surprise);
        Assert.True(saturday.Max() < 10 * 0.6);
    }

    [Fact]
    public void File_HoldsEachRateUntilTheNext_AndIsRepeatedByDays()
    {
        FileTrace trace = FileTrace.Parse("time,requests_per_second\n2026-11-24T00:00:10+08:00,5\r\n2026-11-24T00:00:12+08:00,7.5\n\n");
        double[] day = Day(trace, Midnight);

        Assert.Equal([0, 5, 5, 7.5, 7.5], day[9..14]);
        Assert.Equal(day, Day(trace, Midnight.AddDays(-3)));
        Assert.Equal(day, Day(trace, Midnight.AddDays(5)));
    }

    [Theory]
    [InlineData("", "there is no line")]
    [InlineData("time,requests_per_second", "there is no line")]
    [InlineData("2026-11-24T00:00:00Z", "line 1")]
    [InlineData("2026-11-24T00:00:00Z,-1", "line 1")]
    [InlineData("2026-11-24T00:00:00Z,much", "line 1")]
    [InlineData("today,1", "line 1")]
    [InlineData("2026-11-24T00:00:00Z,1\n2026-11-24T00:00:00Z,2", "line 2")]
    public void File_ThatIsNoTrace_SaysWhichLine(string csv, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => FileTrace.Parse(csv)).Message, StringComparison.Ordinal);

    [Fact]
    public void Poisson_HasItsMeanAndVariance()
    {
        var random = new SimulationRandom(7, 1);
        foreach (double mean in (double[])[0.5, 20, 400])
        {
            double[] counts = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextPoisson(mean))];

            Assert.InRange(counts.Average() / mean, 0.97, 1.03);
            Assert.InRange(counts.Average(count => (count - mean) * (count - mean)) / mean, 0.94, 1.06);
        }
    }

    [Fact]
    public void Lengths_HaveTheirMedianAndMean()
    {
        LengthDistribution lengths = LengthDistribution.LogNormal(100, 0.6, 100_000);
        var random = new SimulationRandom(7, 1);
        int[] drawn = [.. Enumerable.Range(0, 50_000).Select(_ => lengths.Next(random)).Order()];

        Assert.InRange(drawn[25_000], 97, 103);
        Assert.InRange(drawn.Average() / (100 * Math.Exp(0.18)), 0.98, 1.02);
        Assert.InRange(lengths.Mean / (100 * Math.Exp(0.18)), 0.99, 1.01);
    }

    private static SyntheticTrace Trace(double step, double spread, double noise, DaySurprise? surprise = null, ulong seed = 1)
    {
        MarketCalendar.BuiltIn.TryFind("XSHG", out Venue? venue);
        return new SyntheticTrace(new MarketShape(MarketCalendar.BuiltIn, venue!, step), 864_000, Midnight, seed)
        {
            DaySpread = spread,
            NoiseSpread = noise,
            Surprise = _ => surprise ?? DaySurprise.None,
        };
    }

    private static double[] Day(IDemandTrace trace, DateTimeOffset start)
    {
        double[] rates = new double[86_400];
        trace.Fill(start, rates);
        return rates;
    }
}
