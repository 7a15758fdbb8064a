using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class CounterRandomTests
{
    private const int Draws = 100_000;
    private const int Bins = 16;

    // Computed apart from this code. A client that keeps a seed expects the same answer from the next release.
    [Theory]
    [InlineData(0, 0, 0.28176129772258496)]
    [InlineData(0, 1, 0.6524484863740322)]
    [InlineData(1, 0, 0.2668471864940366)]
    [InlineData(7, 0, 0.24780486856653405)]
    [InlineData(7, 1, 0.490536849486921)]
    [InlineData(7, 1_000_000, 0.4690766958577105)]
    [InlineData(ulong.MaxValue, 0, 0.30339313226534526)]
    [InlineData(0x123456789abcdef0, 42, 0.4098062474473604)]
    [InlineData(42, long.MaxValue, 0.19747946926417426)]
    public void Uniform_SeedAndPosition_GiveTheNumberTheyAlwaysGave(ulong seed, long position, double expected) =>
        Assert.Equal(expected, CounterRandom.Uniform(seed, position));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ulong.MaxValue)]
    public void Uniform_OneSeed_IsSpreadEvenly(ulong seed)
    {
        int[] counts = new int[100];
        for (int position = 0; position < Draws; position++)
        {
            double number = CounterRandom.Uniform(seed, position);
            Assert.InRange(number, 0, 1 - double.Epsilon);
            counts[(int)(number * counts.Length)]++;
        }

        Assert.InRange(ChiSquare.Excess(counts), -5, 5);
    }

    [Fact]
    public void Uniform_FirstPositionOfManySeeds_IsSpreadEvenly()
    {
        int[] counts = new int[100];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            counts[(int)(CounterRandom.Uniform(seed, 0) * counts.Length)]++;
        }

        Assert.InRange(ChiSquare.Excess(counts), -5, 5);
    }

    // The last two are shifted copies: what neighbouring seeds would be if the seed were only a starting point.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, -1)]
    public void Uniform_NeighbouringSeedsAndPositions_AreIndependent(int seedStep, int positionStep)
    {
        int[] pairs = new int[Bins * Bins];
        for (int i = 1; i <= Draws; i++)
        {
            double one = CounterRandom.Uniform((ulong)(i % 317), i);
            double other = CounterRandom.Uniform((ulong)((i % 317) + seedStep), i + positionStep);
            pairs[((int)(one * Bins) * Bins) + (int)(other * Bins)]++;
        }

        Assert.InRange(ChiSquare.Excess(pairs), -5, 5);
    }
}
