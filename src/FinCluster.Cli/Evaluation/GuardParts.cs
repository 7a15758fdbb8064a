using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Cli.Evaluation;

/// <summary>The parts of the guard that are judged, and their combinations.</summary>
internal static class GuardParts
{
    /// <summary>Gets them, each with what it does with a text.</summary>
    public static IReadOnlyList<(string Name, Func<string, (GuardAction Action, GuardCategory? Category)> Judge)> All { get; } =
    [
        (GuardWeights.Shipped.Name, ByClassifier),
    ];

    private static (GuardAction Action, GuardCategory? Category) ByClassifier(string text)
    {
        GuardScore score = NgramGuardClassifier.Shipped.Score(TextNormalizer.Normalize(text));
        return (score.Refuse >= 0.5 ? GuardAction.Refuse : GuardAction.Allow, score.Category);
    }
}
