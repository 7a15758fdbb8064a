using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Core.Catalog.Releases;

/// <summary>Decides whether what was measured of a release lets it be promoted.</summary>
public static class PromotionGate
{
    /// <summary>Lists the gates that are not passed; none when it may be promoted. What was not measured is not passed.</summary>
    /// <param name="results">Of the release that is to be promoted; null when nothing was measured.</param>
    /// <param name="current">Of the release that serves now; null when there is none, or nothing was measured.</param>
    /// <param name="limits">What can be configured.</param>
    public static ImmutableArray<GateFailure> Judge(GateResults? results, GateResults? current, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ImmutableArray<GateFailure>.Builder failures = ImmutableArray.CreateBuilder<GateFailure>();
        AtLeast("accuracy", results?.Accuracy, LeastAccuracy(results, current));
        AtLeast("regulatory_accuracy", results?.RegulatoryAccuracy, GateLimits.MinRegulatoryAccuracy);
        AtLeast("risk_sensitivity", results?.RiskSensitivity, GateLimits.MinRiskSensitivity);
        AtMost("p99_latency_ms", Milliseconds(results?.P99Latency), Milliseconds(limits.MaxP99Latency));
        AtMost("parameter_change", results?.ParameterChange, GateLimits.MaxParameterChange);
        return failures.DrainToImmutable();

        void AtLeast(string gate, decimal? value, decimal least) =>
            Require(gate, value, value >= least, $"it must be at least {Text(least)}");

        void AtMost(string gate, decimal? value, decimal? most) =>
            Require(gate, value, most is null || value <= most, $"it must be at most {Text(most ?? 0)}");

        void Require(string gate, decimal? value, bool holds, string rule)
        {
            if (value is not { } measured)
            {
                failures.Add(new GateFailure(gate, "it was not measured"));
            }
            else if (!holds)
            {
                failures.Add(new GateFailure(gate, $"it is {Text(measured)}, {rule}"));
            }
        }
    }

    // Right answers to other questions say nothing about who is better.
    private static decimal LeastAccuracy(GateResults? results, GateResults? current) =>
        results?.QuestionSetHash is { } set && set == current?.QuestionSetHash ? current.Accuracy ?? 0 : 0;

    private static decimal? Milliseconds(TimeSpan? span) => span is { } some ? (decimal)some.Ticks / TimeSpan.TicksPerMillisecond : null;

    private static string Text(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
