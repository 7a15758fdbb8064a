namespace FinCluster.Core.Catalog.Releases;

/// <summary>What was measured of a release before it is promoted. What is null was not measured.</summary>
public sealed record GateResults
{
    /// <summary>The longest name of a question set.</summary>
    public const int MaxSetNameLength = 128;

    /// <summary>Gets the share of questions that were answered right, 0 to 1.</summary>
    public decimal? Accuracy { get; init; }

    /// <summary>Gets the share of questions about regulation that were answered right, 0 to 1.</summary>
    public decimal? RegulatoryAccuracy { get; init; }

    /// <summary>Gets the share of risky requests that were recognised, 0 to 1.</summary>
    public decimal? RiskSensitivity { get; init; }

    /// <summary>Gets the 99th percentile of latency, in whole microseconds.</summary>
    public TimeSpan? P99Latency { get; init; }

    /// <summary>Gets how much of the base's parameters the adapters change, 0 to 1; 0 for a base alone.</summary>
    public decimal? ParameterChange { get; init; }

    /// <summary>Gets the name of the questions that were asked.</summary>
    public string? QuestionSet { get; init; }

    /// <summary>Gets the content of the questions that were asked: accuracies of other questions do not compare.</summary>
    public ArtifactHash? QuestionSetHash { get; init; }

    /// <summary>Gets when it was measured.</summary>
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>Says what is wrong with it; null when nothing is. That a figure is missing is for the gate to say.</summary>
    public string? FindProblem() =>
        FindProblem("accuracy", Accuracy)
        ?? FindProblem("regulatory_accuracy", RegulatoryAccuracy)
        ?? FindProblem("risk_sensitivity", RiskSensitivity)
        ?? FindProblem("parameter_change", ParameterChange)
        ?? (P99Latency is { } latency && (latency <= TimeSpan.Zero || latency.Ticks % TimeSpan.TicksPerMicrosecond != 0)
            ? "p99_latency_ms must be above 0, with at most 3 decimals"
            : null)
        ?? (QuestionSet is { } name ? CatalogText.FindProblem("question_set", name, MaxSetNameLength) : null)
        ?? (QuestionSetHash is { } hash && hash == default ? "question_set_hash must be a SHA-256" : null);

    private static string? FindProblem(string field, decimal? share) => share is null or >= 0 and <= 1 && ReleaseText.IsExact(share ?? 0)
        ? null
        : $"{field} must be between 0 and 1, with at most 6 decimals";
}
