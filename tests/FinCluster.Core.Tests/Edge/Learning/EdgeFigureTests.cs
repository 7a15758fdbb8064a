using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Learning;

namespace FinCluster.Core.Tests.Edge.Learning;

/// <summary>What docs/edge.md promises of the committed weights, and that they come from the committed prompts.</summary>
public sealed class EdgeFigureTests
{
    private static readonly EdgeDecider Decider = new(EdgeWeights.Shipped, EdgeGlossary.Shipped);

    [Fact]
    public void ShippedWeights_HeldOutPrompts_MeetTheAims()
    {
        EdgeMetrics heldOut = EdgeMetrics.Of(Decider, EdgeFiles.Prompts.Where(PromptSplit.IsHeldOut));

        Assert.InRange(heldOut.Accuracy, 0.90, 1);
        Assert.InRange(heldOut.KeptFinance, 0.70, 1);
        Assert.True(heldOut.CentralAtEdge <= heldOut.EdgeAtCentral, "the costly error is the rarer one");
        Assert.InRange(heldOut.Count, 200, 400);
    }

    [Fact]
    public void ShippedWeights_AreWhatTheLearnerMakesOfThePrompts()
    {
        EdgeWeights shipped = EdgeWeights.Shipped;

        ProbeThresholds probe = ProbeLearner.Learn(EdgeFiles.Probes, shipped.Probe.MaxTokens, shipped.Probe.MaxMilliseconds);
        EdgeWeights learned = EdgeLearner.Learn(EdgeFiles.Prompts, EdgeGlossary.Shipped, probe, EdgeFiles.Sha256);

        Assert.Equal(shipped.PromptsSha256, learned.PromptsSha256);
        Assert.Equal(shipped.Probe, learned.Probe);
        Assert.Equal(shipped.Bias, learned.Bias, 3);
        Assert.Equal(shipped.Threshold, learned.Threshold, 3);
        Assert.Equal(shipped.Weights.Keys.Order(StringComparer.Ordinal), learned.Weights.Keys.Order(StringComparer.Ordinal));
        Assert.All(shipped.Weights, weight => Assert.Equal(weight.Value, learned.Weights[weight.Key], 3));
    }

    [Fact]
    public void ShippedProbe_RecordedAnswers_AreStoppedMoreOftenWhenWrong()
    {
        (int rightKept, int rightLost, int wrongKept, int wrongStopped) = ProbeLearner.Count(EdgeWeights.Shipped.Probe, EdgeFiles.Probes);

        Assert.InRange((double)rightKept / (rightKept + rightLost), 0.95, 1);
        Assert.InRange((double)wrongStopped / (wrongKept + wrongStopped), 0.5, 1);
    }

    [Fact]
    public void Prompts_AreManyAndOfBothLanguages()
    {
        Assert.InRange(EdgeFiles.Own.Count, 600, 2_000);
        Assert.InRange(EdgeFiles.Own.Count(prompt => prompt.Language == "zh") / (double)EdgeFiles.Own.Count, 0.55, 0.65);
        Assert.Equal(EdgeFiles.Prompts.Count, EdgeFiles.Prompts.Select(prompt => prompt.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Enum.GetValues<PromptLabel>(), label => Assert.InRange(EdgeFiles.Prompts.Count(prompt => prompt.Label == label), 50, 600));
    }

    [Fact]
    public void Split_SameQuestion_IsOnOneSide()
    {
        IEnumerable<IGrouping<string, LabelledPrompt>> same = EdgeFiles.Prompts
            .Where(prompt => prompt.Request.Messages.Count == 1 && prompt.Kind is "term" or "adapter" or "attribute")
            .GroupBy(prompt => Core.Text.TextFolder.Fold(prompt.Request.Messages[0].Content).Trim('?', '。'), StringComparer.Ordinal);

        Assert.All(same, group => Assert.Single(group.Select(PromptSplit.IsHeldOut).Distinct()));
    }
}
