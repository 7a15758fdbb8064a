using FinCluster.Core.Compliance.Monitoring;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class PopulationStabilityTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static Gen<long[]> Counts(int bins) => Gen.Choose(0, 2_000).Select(count => (long)count).ArrayOf(bins);

    [Fact]
    public void Index_EqualCounts_IsZero() => Prop.ForAll(Arb.From(Counts(9)), counts =>
        Assert.Equal(0, PopulationStability.Index(counts, counts), 12)).Check(Many);

    [Fact]
    public void Index_AnyCounts_IsTheSameInBothDirectionsAndNeverNegative() => Prop.ForAll(Arb.From(Counts(7)), Arb.From(Counts(7)), (before, now) =>
    {
        double index = PopulationStability.Index(before, now);
        Assert.True(index >= 0 && double.IsFinite(index), $"{index}");
        Assert.Equal(index, PopulationStability.Index(now, before), 12);
    }).Check(Many);

    [Fact]
    public void Index_BinsInAnotherOrder_IsTheSame() => Prop.ForAll(Arb.From(Counts(8)), Arb.From(Counts(8)), (before, now) =>
        Assert.Equal(PopulationStability.Index(before, now), PopulationStability.Index([.. before.Reverse()], [.. now.Reverse()]), 12)).Check(Many);

    // Counts are moved from the first bin to the second, more and more of them.
    [Fact]
    public void Index_MoreIsMoved_Grows() => Prop.ForAll(Arb.From(Gen.Choose(100, 5_000)), Arb.From(Gen.Choose(1, 10)), (count, steps) =>
    {
        double last = 0;
        for (int step = 1; step <= steps; step++)
        {
            long moved = (long)count * step / 12;
            double index = PopulationStability.Index([count, count, count], [count - moved, count + moved, count]);
            Assert.True(index > last, $"{index} after {last}");
            last = index;
        }
    }).Check(Many);

    // By hand: shares 0.75 and 0.25 become 0.25 and 0.75; half a count in each of 1,000 changes little.
    [Fact]
    public void Index_TurnedShares_IsWhatTheFormulaSays() =>
        Assert.Equal(2 * 0.5 * Math.Log(3), PopulationStability.Index([750_000, 250_000], [250_000, 750_000]), 3);

    [Fact]
    public void Index_BinThatWasNeverSeen_IsLargeAndFinite() => Assert.InRange(PopulationStability.Index([1_000, 0], [500, 500]), 1, 10);

    [Fact]
    public void Index_NothingCounted_SaysNothing() => Assert.Equal(0, PopulationStability.Index([0, 0], [10, 90]));

    [Fact]
    public void Index_OtherBins_Throws() => Assert.Throws<ArgumentException>(() => PopulationStability.Index([1, 2], [1, 2, 3]));
}
