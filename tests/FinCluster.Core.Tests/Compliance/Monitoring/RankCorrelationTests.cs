using FinCluster.Core.Compliance.Monitoring;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class RankCorrelationTests
{
    private static Gen<double[]> Series => Gen.Choose(-20, 20).Select(value => value / 4.0).ArrayOf(12);

    // The example of many textbooks: IQ and hours of television, ρ = −29/165.
    [Fact]
    public void Spearman_KnownPairs_IsTheKnownValue()
    {
        double? correlation = RankCorrelation.Spearman(
            [106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]);

        Assert.Equal(-29 / 165.0, Assert.NotNull(correlation), 12);
    }

    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    [Fact]
    public void Spearman_Ties_ShareTheMeanOfTheirRanks() =>
        Assert.Equal(4.5 / Math.Sqrt(22.5), Assert.NotNull(RankCorrelation.Spearman([10, 20, 20, 30], [1, 2, 3, 4])), 12);

    [Fact]
    public void Spearman_AnySeries_LiesBetweenAndIsSymmetric() => Prop.ForAll(Arb.From(Series), Arb.From(Series), (x, y) =>
    {
        double? correlation = RankCorrelation.Spearman(x, y);
        Assert.Equal(correlation, RankCorrelation.Spearman(y, x));
        Assert.True(correlation is null or (>= -1 and <= 1), $"{correlation}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Spearman_RisingFunctionOfTheOther_IsOneAndFallingMinusOne() => Prop.ForAll(Arb.From(Series), x =>
    {
        if (x.Distinct().Count() > 1)
        {
            Assert.Equal(1, Assert.NotNull(RankCorrelation.Spearman(x, [.. x.Select(value => Math.Exp(value))])), 12);
            Assert.Equal(-1, Assert.NotNull(RankCorrelation.Spearman(x, [.. x.Select(value => -value)])), 12);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Spearman_TooLittleOrNeverChanging_SaysNothing()
    {
        Assert.Null(RankCorrelation.Spearman([1, 2], [1, 2]));
        Assert.Null(RankCorrelation.Spearman([1, 1, 1], [1, 2, 3]));
    }

    [Fact]
    public void Spearman_UnequalLengthsOrNoNumber_Throws()
    {
        Assert.Throws<ArgumentException>(() => RankCorrelation.Spearman([1, 2, 3], [1, 2]));
        Assert.Throws<ArgumentException>(() => RankCorrelation.Spearman([1, 2, double.NaN], [1, 2, 3]));
    }
}
