using FinCluster.Core.Fleet;

namespace FinCluster.Core.Edge.Learning;

/// <summary>How well decisions meet the labels of some prompts.</summary>
/// <remarks>Prompts that are refused anyway are counted apart: no tier is wrong for them.</remarks>
public sealed record EdgeMetrics
{
    /// <summary>Gets how many edge prompts the edge answers.</summary>
    public required int EdgeAtEdge { get; init; }

    /// <summary>Gets how many edge prompts fall through.</summary>
    public required int EdgeAtCentral { get; init; }

    /// <summary>Gets how many central prompts the edge answers: the costly error.</summary>
    public required int CentralAtEdge { get; init; }

    /// <summary>Gets how many central prompts fall through.</summary>
    public required int CentralAtCentral { get; init; }

    /// <summary>Gets how many refused prompts would stay at the edge.</summary>
    public required int RefuseAtEdge { get; init; }

    /// <summary>Gets how many refused prompts would fall through.</summary>
    public required int RefuseAtCentral { get; init; }

    /// <summary>Gets the share of edge prompts about finance that the edge answers, 0 to 1.</summary>
    public required double KeptFinance { get; init; }

    /// <summary>Gets the stated probabilities in ten equal ranges against what came true.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>Gets the ids of the prompts that are decided wrongly.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>Gets how many prompts count.</summary>
    public int Count => EdgeAtEdge + EdgeAtCentral + CentralAtEdge + CentralAtCentral;

    /// <summary>Gets the share of right decisions, 0 to 1.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)(EdgeAtEdge + CentralAtCentral) / Count;

    /// <summary>Gets the share of edge prompts that the edge answers, 0 to 1.</summary>
    public double Kept => EdgeAtEdge + EdgeAtCentral == 0 ? 0 : (double)EdgeAtEdge / (EdgeAtEdge + EdgeAtCentral);

    /// <summary>Decides prompts and counts.</summary>
    public static EdgeMetrics Of(EdgeDecider decider, IEnumerable<LabelledPrompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(decider);
        (LabelledPrompt Prompt, EdgeDecision Decision)[] all = [.. prompts.Select(prompt => (prompt, decider.Decide(prompt.Request)))];
        var decided = all.Where(one => one.Prompt.Label != PromptLabel.Refuse).ToArray();
        var finance = decided.Where(one => one.Prompt.Label == PromptLabel.Edge && one.Prompt.IsFinance).ToArray();
        return new EdgeMetrics
        {
            EdgeAtEdge = Count(PromptLabel.Edge, NodeTier.Edge),
            EdgeAtCentral = Count(PromptLabel.Edge, NodeTier.Central),
            CentralAtEdge = Count(PromptLabel.Central, NodeTier.Edge),
            CentralAtCentral = Count(PromptLabel.Central, NodeTier.Central),
            RefuseAtEdge = Count(PromptLabel.Refuse, NodeTier.Edge),
            RefuseAtCentral = Count(PromptLabel.Refuse, NodeTier.Central),
            KeptFinance = finance.Length == 0 ? 0 : (double)finance.Count(one => one.Decision.Tier == NodeTier.Edge) / finance.Length,
            Calibration = CalibrationBin.Of(decided.Select(one => (one.Decision.Probability, one.Prompt.Label == PromptLabel.Edge))),
            Wrong = [.. decided.Where(one => (one.Prompt.Label == PromptLabel.Edge) != (one.Decision.Tier == NodeTier.Edge)).Select(one => one.Prompt.Id)],
        };

        int Count(PromptLabel label, NodeTier tier) => all.Count(one => one.Prompt.Label == label && one.Decision.Tier == tier);
    }
}
