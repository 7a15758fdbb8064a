using System.Text.RegularExpressions;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>The metrics that docs/metrics.md describes, and those that an expression of PromQL reads.</summary>
internal static partial class MetricsPage
{
    private static readonly string[] Words =
    [
        "sum", "rate", "increase", "max", "min", "avg", "count", "by", "without", "on", "ignoring", "and", "or", "unless", "histogram_quantile", "le",
        "clamp_min", "label_replace", "group_left", "group_right", "irate", "delta", "label_values", "topk", "bool", "time",
    ];

    /// <summary>Gets the types of the metrics by their names.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = Row()
        .Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "metrics.md")))
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    /// <summary>Finds what an expression reads that is no metric of the page, or is read as another type than it is.</summary>
    public static IEnumerable<string> ProblemsOf(string expression)
    {
        foreach (string name in NamesOf(expression).Distinct())
        {
            bool isBucket = name.EndsWith("_bucket", StringComparison.Ordinal);
            string metric = isBucket ? name[..^"_bucket".Length] : Types.ContainsKey(name) ? name : Part().Replace(name, "");
            if (name != "up" && (!Types.TryGetValue(metric, out string? type) || (type == "histogram") != (name != metric)))
            {
                yield return $"{name} in {expression}";
            }
        }

        foreach (Match rate in Rate().Matches(expression))
        {
            if (Types.GetValueOrDefault(rate.Groups[1].Value) == "gauge")
            {
                yield return $"a rate of the gauge {rate.Groups[1].Value}";
            }
        }
    }

    // What is left without strings, label matchers, ranges and the lists behind by() is names, functions and numbers.
    private static IEnumerable<string> NamesOf(string expression) => Name()
        .Matches(Lists().Replace(Selectors().Replace(expression, " "), " "))
        .Select(match => match.Value)
        .Except(Words);

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Lists();

    [GeneratedRegex("[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Name();

    [GeneratedRegex("_(sum|count)$")]
    private static partial Regex Part();

    [GeneratedRegex(@"\brate\(([a-z_]+)")]
    private static partial Regex Rate();
}
