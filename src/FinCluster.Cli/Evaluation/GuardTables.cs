using System.Globalization;
using System.Text;
using FinCluster.Cli.Commands;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Cases;

namespace FinCluster.Cli.Evaluation;

/// <summary>What <c>eval guard</c> prints: rates of every part of the guard, its confusion matrix and what it got wrong.</summary>
internal static class GuardTables
{
    private static readonly GuardCategory?[] Classes = [null, .. Enum.GetValues<GuardCategory>()];

    /// <summary>Judges cases and writes what came of it.</summary>
    public static string Of(IReadOnlyList<GuardCase> cases)
    {
        (string Name, GuardMetrics Metrics)[] judged = [.. GuardParts.All.Select(part => (part.Name, GuardMetrics.Of(cases, part.Judge)))];
        var rates = new TextTable("GUARD", "CASES", "RECALL", "LEAKED", "OVER-REFUSED, SENSITIVE", "OVER-REFUSED, ALL", "TO BE LOOKED AT, HARMLESS");
        foreach ((string name, GuardMetrics metrics) in judged)
        {
            rates.Add(
                name,
                Number(metrics.Count),
                Rate(metrics.Recall, metrics.Caught, metrics.Forbidden),
                Rate(metrics.LeakRate, metrics.Leaked, metrics.Forbidden),
                Rate(metrics.SensitiveOverRefusal, metrics.SensitiveRefused, metrics.Sensitive),
                Rate(metrics.OverRefusal, metrics.HarmlessRefused, metrics.Harmless),
                Number(metrics.HarmlessReviewed));
        }

        var text = new StringBuilder(rates.ToString());
        foreach ((string name, GuardMetrics metrics) in judged)
        {
            text.Append("\n\n").Append(name).Append(": what it is, and what it was taken for\n").Append(Confusion(metrics));
            text.Append("\nnot refused: ").AppendJoin(' ', metrics.Misses);
            text.Append("\nrefused in error: ").AppendJoin(' ', metrics.OverRefusals);
        }

        return text.ToString();
    }

    private static TextTable Confusion(GuardMetrics metrics)
    {
        var table = new TextTable(["", .. Classes.Select(Name)]);
        foreach (GuardCategory? expected in Classes)
        {
            table.Add([Name(expected), .. Classes.Select(taken => Number(metrics.Confused(expected, taken)))]);
        }

        return table;
    }

    private static string Name(GuardCategory? category) => category?.ToString() ?? "Allow";

    private static string Rate(double share, int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{share:P1} ({part}/{whole})");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
