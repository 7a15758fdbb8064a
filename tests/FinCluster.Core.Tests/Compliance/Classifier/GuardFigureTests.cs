using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Tests.Compliance.Classifier;

/// <summary>What models/guard/README.md says of the committed cases and weights.</summary>
public sealed class GuardFigureTests
{
    // Above this, two texts count as copies of each other.
    private const double MaxSimilarity = 0.5;

    [Fact]
    public void ShippedWeights_ComeFromTheCommittedData() => Assert.Equal(GuardFiles.DataSha256(), GuardWeights.Shipped.DataSha256);

    [Fact]
    public void ShippedClassifier_HeldOutCases_IsAsGoodAsMeasured()
    {
        GuardMetrics metrics = GuardMetrics.Of(GuardFiles.Cases.Where(one => one.IsHeldOut), Judge);

        Assert.InRange(metrics.Recall, 0.90, 1);
        Assert.InRange(metrics.SensitiveOverRefusal, 0, 0.035);
        Assert.InRange(metrics.OverRefusal, 0, 0.035);
    }

    [Fact]
    public void Guard_HeldOutCases_IsAsGoodAsMeasured()
    {
        var guard = new InputGuard(GuardRules.Compile(ShippedPacks.All), NgramGuardClassifier.Shipped);
        GuardMetrics metrics = GuardMetrics.Of(
            GuardFiles.Cases.Where(one => one.IsHeldOut), text => guard.Check(text) is var verdict ? (verdict.Action, verdict.Category) : default);

        Assert.InRange(metrics.Recall, 0.93, 1);
        Assert.InRange(metrics.SensitiveOverRefusal, 0, 0.045);
        Assert.InRange(metrics.OverRefusal, 0, 0.04);
    }

    [Fact]
    public void Cases_AreManyOfBothLanguagesLabelsAndSplits()
    {
        IReadOnlyList<GuardCase> all = GuardFiles.Cases;

        Assert.Equal(all.Count, all.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(all.Count(one => one.IsHeldOut), 600, 1000);
        Assert.InRange(all.Count(one => one.Language == "zh") / (double)all.Count, 0.65, 0.8);
        Assert.InRange(all.Count(one => one.IsHarmlessSensitive && one.IsHeldOut), 120, 1000);
        Assert.All(Enum.GetValues<GuardCategory>(), category => Assert.InRange(all.Count(one => one.Category == category && one.IsHeldOut), 30, 1000));
    }

    [Fact]
    public void Split_NoTextIsNearlyOneOfTheOtherSide()
    {
        (GuardCase Case, HashSet<string> Grams)[] all = [.. GuardFiles.Cases.Select(one => (one, Grams(one.Text)))];
        List<string> copies = [];
        foreach ((GuardCase heldOut, HashSet<string> grams) in all.Where(one => one.Case.IsHeldOut))
        {
            copies.AddRange(all.Where(one => !one.Case.IsHeldOut && Similarity(grams, one.Grams) > MaxSimilarity).Select(one => $"{heldOut.Id} {one.Case.Id}"));
        }

        Assert.Empty(copies);
    }

    private static (GuardAction Action, GuardCategory? Category) Judge(string text)
    {
        GuardScore score = NgramGuardClassifier.Shipped.Score(TextNormalizer.Normalize(text));
        return (score.Refuse >= 0.5 ? GuardAction.Refuse : GuardAction.Allow, score.Category);
    }

    private static HashSet<string> Grams(string text)
    {
        string plain = string.Concat(TextNormalizer.Normalize(text).Text.Where(char.IsLetterOrDigit));
        return [.. Enumerable.Range(0, Math.Max(plain.Length - 2, 0)).Select(i => plain.Substring(i, 3))];
    }

    private static double Similarity(HashSet<string> one, HashSet<string> other)
    {
        int common = one.Count(other.Contains);
        return common / (double)Math.Max(one.Count + other.Count - common, 1);
    }
}
