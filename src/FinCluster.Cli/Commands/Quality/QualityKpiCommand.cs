using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Cli.Commands.Quality;

/// <summary><c>fincluster quality kpi</c>: whether a quality metric rises and falls with what the business counts.</summary>
internal static class QualityKpiCommand
{
    public static Command Create()
    {
        Option<string> metric = File("--metric", "File of a quality metric: a date and a value in each line, as 2026-03-02,0.91");
        Option<string> kpi = File("--kpi", "File of what the business counts, in the same form");
        var json = new JsonOption();
        var command = new Command("kpi", "Say how a quality metric and a figure of the business go together, by Spearman's rank correlation of the days that both have") { metric, kpi };
        json.AddTo(command);
        command.SetBody(async (parsed, _) =>
        {
            SortedDictionary<DateOnly, double> metrics = UserFiles.Read(parsed.GetValue(metric)!, DatedValues.Parse);
            SortedDictionary<DateOnly, double> kpis = UserFiles.Read(parsed.GetValue(kpi)!, DatedValues.Parse);
            DateOnly[] days = [.. metrics.Keys.Where(kpis.ContainsKey)];
            double correlation = RankCorrelation.Spearman([.. days.Select(day => metrics[day])], [.. days.Select(day => kpis[day])])
                ?? throw new IOException($"the files have {days.Length} days in common; three are needed, and values that differ");
            double limit = new DriftLimits().KpiCorrelation;
            var report = new KpiReport(correlation, days.Length, limit, correlation >= limit);
            await json.WriteAsync(parsed, report, CliJson.Wire.KpiReport, ToText);
            return report.IsEnough ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    private static string ToText(KpiReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"Spearman {report.Spearman:0.000} of {report.Days} days: {(report.IsEnough ? "at least" : "below")} {report.Limit:0.00}");

    private static Option<string> File(string name, string description) => new(name) { Description = description, HelpName = "file", Required = true };
}

/// <summary>What <c>quality kpi --json</c> prints.</summary>
internal sealed record KpiReport(double Spearman, int Days, double Limit, bool IsEnough);
