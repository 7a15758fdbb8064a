namespace FinCluster.Core.Evaluation;

/// <summary>How long answers took, in milliseconds with three decimals. Percentiles are of the nearest rank.</summary>
/// <param name="P50FirstToken">Half of the first tokens came within this time.</param>
/// <param name="P99FirstToken">99 % of the first tokens.</param>
/// <param name="P50Total">Half of the answers were complete within this time.</param>
/// <param name="P99Total">99 % of the answers.</param>
/// <param name="MeanTotal">The mean time of a complete answer.</param>
public sealed record LatencySummary(decimal P50FirstToken, decimal P99FirstToken, decimal P50Total, decimal P99Total, decimal MeanTotal)
{
    /// <summary>Sums up the answers that did not fail; null when all did.</summary>
    public static LatencySummary? Of(IEnumerable<EvaluationOutcome> outcomes)
    {
        EvaluationAnswer[] answers = [.. outcomes.Select(outcome => outcome.Answer).Where(answer => answer.Error is null)];
        if (answers.Length == 0)
        {
            return null;
        }

        TimeSpan[] first = [.. answers.Select(answer => answer.TimeToFirstToken).Order()];
        TimeSpan[] total = [.. answers.Select(answer => answer.Total).Order()];
        return new LatencySummary(
            Percentile(first, 0.5), Percentile(first, 0.99), Percentile(total, 0.5), Percentile(total, 0.99),
            Milliseconds(TimeSpan.FromTicks((long)total.Average(time => time.Ticks))));
    }

    private static decimal Percentile(TimeSpan[] sorted, double share) =>
        Milliseconds(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)]);

    private static decimal Milliseconds(TimeSpan time) => Math.Round((decimal)time.TotalMilliseconds, 3);
}
