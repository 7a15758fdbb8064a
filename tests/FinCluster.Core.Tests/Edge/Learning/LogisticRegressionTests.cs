using FinCluster.Core.Edge.Learning;

namespace FinCluster.Core.Tests.Edge.Learning;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Fit_OneFeature_MeetsTheObservedShares()
    {
        // 1 of 4 without the feature, 3 of 4 with it: log-odds of -ln 3 and +ln 3.
        double[][] rows = [.. Enumerable.Range(0, 8).Select(i => new[] { i < 4 ? 0.0 : 1.0 })];
        bool[] labels = [true, false, false, false, true, true, true, false];

        double[] weights = LogisticRegression.Fit(rows, labels, [0], 1e-8);

        Assert.Equal(2 * Math.Log(3), weights[0], 5);
        Assert.Equal(-Math.Log(3), weights[1], 5);
        Assert.Equal(0.75, LogisticRegression.Probability(weights, [1]), 5);
    }

    [Fact]
    public void Fit_WrongSign_IsLeftOut()
    {
        double[][] rows = [.. Enumerable.Range(0, 8).Select(i => new[] { i < 4 ? 0.0 : 1.0 })];
        bool[] labels = [true, false, false, false, true, true, true, false];

        double[] weights = LogisticRegression.Fit(rows, labels, [-1], 0.1);

        Assert.Equal(0, weights[0]);
        Assert.Equal(0, weights[1], 6);
    }

    [Fact]
    public void Fit_EqualFeatures_ShareTheWeight()
    {
        double[][] rows = [.. Enumerable.Range(0, 20).Select(i => new[] { i % 2, i % 2, 1.0 })];
        bool[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 1)];

        double[] weights = LogisticRegression.Fit(rows, labels, [0, 0, 0], 1);

        Assert.Equal(weights[0], weights[1], 9);
        Assert.True(weights[0] > 1);
    }

    [Fact]
    public void Choose_Threshold_LiesWhereTheCostIsLowest()
    {
        double[] probabilities = [0.9, 0.8, 0.7, 0.6, 0.2, 0.1];

        Assert.Equal(0.65, ThresholdChooser.Choose(probabilities, [true, true, true, false, false, false]), 9);
        // One edge prompt below two central ones is given up, because a wrong answer costs twice as much.
        Assert.Equal(0.65, ThresholdChooser.Choose(probabilities, [true, true, true, false, true, false]), 9);
        // But not when too few would be kept.
        Assert.Equal(0.15, ThresholdChooser.Choose(probabilities, [true, false, false, true, true, false]), 9);
    }
}
