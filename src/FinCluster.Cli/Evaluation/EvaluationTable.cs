using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Core.Evaluation;

namespace FinCluster.Cli.Evaluation;

/// <summary>What <c>eval</c> prints.</summary>
internal static class EvaluationTable
{
    /// <summary>Writes a report as text.</summary>
    public static string Of(EvaluationReport report)
    {
        var table = new TextTable("MODEL", "QUESTIONS OF", "COUNT", "FAILED", "ACCURACY", "REGULATORY", "RISK", "TTFT P50", "P50", "P99");
        foreach (EvaluationRun run in new[] { report.Run, report.Other }.OfType<EvaluationRun>())
        {
            Add(table, run.Model, "all", run.Summary);
            foreach ((string prefix, IReadOnlyDictionary<string, EvaluationSummary> groups) in
                new[] { ("kind", run.ByKind), ("language", run.ByLanguage), ("domain", run.ByDomain) })
            {
                foreach ((string name, EvaluationSummary summary) in groups.Where(group => group.Key.Length > 0 && groups.Count > 1))
                {
                    Add(table, run.Model, $"{prefix} {name}", summary);
                }
            }
        }

        return report.Comparison is { } comparison
            ? string.Create(CultureInfo.InvariantCulture, $"{table}\n\n{report.Run.Model} against {report.Other!.Model}: {comparison.Wins} only the first answers right, {comparison.Losses} only the second; difference {comparison.Difference:+0.0%;-0.0%;0.0%}, 95 % between {comparison.Low:+0.0%;-0.0%;0.0%} and {comparison.High:+0.0%;-0.0%;0.0%}; McNemar p = {comparison.PValue:0.####}")
            : table.ToString();
    }

    private static void Add(TextTable table, string model, string group, EvaluationSummary summary) => table.Add(
        model,
        group,
        summary.Questions.ToString(CultureInfo.InvariantCulture),
        summary.Failures.ToString(CultureInfo.InvariantCulture),
        Percent(summary.Accuracy),
        Percent(summary.RegulatoryAccuracy),
        Percent(summary.RiskSensitivity),
        Milliseconds(summary.LatencyMs?.P50FirstToken),
        Milliseconds(summary.LatencyMs?.P50Total),
        Milliseconds(summary.LatencyMs?.P99Total));

    private static string Percent(decimal? share) => share is { } value ? value.ToString("P1", CultureInfo.InvariantCulture) : "-";

    private static string Milliseconds(decimal? time) => time is { } value ? value.ToString("0", CultureInfo.InvariantCulture) + " ms" : "-";
}
