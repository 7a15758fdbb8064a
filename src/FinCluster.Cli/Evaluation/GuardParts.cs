using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Cli.Evaluation;

/// <summary>The parts of the guard that are judged, and their combinations.</summary>
internal static class GuardParts
{
    /// <summary>Gets them, each with what it does with a text.</summary>
    public static IReadOnlyList<(string Name, Func<string, (GuardAction Action, GuardCategory? Category)> Judge)> All { get; } = Make();

    private static (string Name, Func<string, (GuardAction Action, GuardCategory? Category)> Judge)[] Make()
    {
        GuardRules rules = GuardRules.Compile(ShippedPacks.All);
        return
        [
            ("rules", By(new InputGuard(rules))),
            (NgramGuardClassifier.Shipped.Name, ByClassifier),
            .. Enum.GetValues<DisagreementPolicy>().Select(policy => (
                $"both, {policy}",
                By(new InputGuard(rules, NgramGuardClassifier.Shipped, new InputGuardOptions { Policy = policy })))),
        ];
    }

    private static Func<string, (GuardAction Action, GuardCategory? Category)> By(InputGuard guard) => text =>
    {
        GuardVerdict verdict = guard.Check(text);
        return (verdict.Action, verdict.Category);
    };

    private static (GuardAction Action, GuardCategory? Category) ByClassifier(string text)
    {
        GuardScore score = NgramGuardClassifier.Shipped.Score(TextNormalizer.Normalize(text));
        return (score.Refuse >= 0.5 ? GuardAction.Refuse : GuardAction.Allow, score.Category);
    }
}
