using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class BinomialTailTests
{
    [Theory]
    [InlineData(1, 1, 0.25, 0.25)]
    [InlineData(2, 2, 0.25, 0.0625)]
    [InlineData(2, 3, 0.25, 0.15625)]
    [InlineData(3, 3, 0.25, 0.015625)]
    public void AtLeast_SmallCases_AreThoseOfTheFormula(long hits, long trials, double share, double expected) =>
        Assert.Equal(expected, BinomialTail.AtLeast(hits, trials, share), 12);

    [Fact]
    public void AtLeast_RareHits_AreNearPoisson()
    {
        // 1 − e^−λ (1 + λ + λ²/2 + λ³/6) with λ = 1.
        Assert.Equal(1 - (Math.Exp(-1) * (1 + 1 + 0.5 + (1 / 6.0))), BinomialTail.AtLeast(4, 1_000_000, 1e-6), 5);
    }

    [Fact]
    public void AtLeast_AtTheMeanOrBelow_IsNoSurprise() => Assert.Equal(1, BinomialTail.AtLeast(10, 500, 0.02));
}
