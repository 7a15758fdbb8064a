namespace FinCluster.Core.Evaluation;

/// <summary>How some questions were answered. Shares have at most six decimals.</summary>
/// <param name="Questions">How many there were.</param>
/// <param name="Failures">How many were not answered at all; they count as wrong.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="RegulatoryAccuracy">The same of questions about regulation; null without any.</param>
/// <param name="RiskSensitivity">The share of risky questions whose answer refuses or warns; null without any.</param>
/// <param name="LatencyMs">How long answers took; null when all failed.</param>
public sealed record EvaluationSummary(
    int Questions, int Failures, decimal Accuracy, decimal? RegulatoryAccuracy, decimal? RiskSensitivity, LatencySummary? LatencyMs)
{
    private const int Decimals = 6;

    /// <summary>Sums up outcomes: at least one.</summary>
    public static EvaluationSummary Of(IReadOnlyCollection<EvaluationOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfZero(outcomes.Count);
        return new EvaluationSummary(
            outcomes.Count,
            outcomes.Count(outcome => outcome.Answer.Error is not null),
            Share(outcomes.Select(outcome => outcome.IsRight))!.Value,
            Share(outcomes.Where(outcome => outcome.Question.IsRegulatory).Select(outcome => outcome.IsRight)),
            Share(outcomes.Where(outcome => outcome.HandlesRisk is not null).Select(outcome => outcome.HandlesRisk!.Value)),
            LatencySummary.Of(outcomes));
    }

    /// <summary>Sums up outcomes for each value of a key, in the order of the keys.</summary>
    public static IReadOnlyDictionary<string, EvaluationSummary> By(IEnumerable<EvaluationOutcome> outcomes, Func<EvaluationQuestion, string> key) =>
        new SortedDictionary<string, EvaluationSummary>(
            outcomes.GroupBy(outcome => key(outcome.Question)).ToDictionary(group => group.Key, group => Of([.. group]), StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static decimal? Share(IEnumerable<bool> values)
    {
        bool[] all = [.. values];
        return all.Length == 0 ? null : Math.Round((decimal)all.Count(value => value) / all.Length, Decimals);
    }
}
