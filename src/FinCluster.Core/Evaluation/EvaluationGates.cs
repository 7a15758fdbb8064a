using System.Text.Json.Serialization;

namespace FinCluster.Core.Evaluation;

/// <summary>What a promotion gate reads of an evaluation.</summary>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="RegulatoryAccuracy">The same of questions about regulation; null when there were none.</param>
/// <param name="RiskSensitivity">The share of risky questions whose answer refuses or warns; null when there were none.</param>
/// <param name="P99LatencyMs">The 99th percentile of complete answers, in milliseconds.</param>
/// <param name="ParameterChange">How much of the base's parameters the adapters change, 0 to 1; null when nobody said.</param>
/// <param name="QuestionSet">The name of the questions' file.</param>
/// <param name="QuestionSetHash">The SHA-256 of that file.</param>
/// <param name="MeasuredAt">When the evaluation ended.</param>
public sealed record EvaluationGates(
    decimal Accuracy, decimal? RegulatoryAccuracy, decimal? RiskSensitivity, [property: JsonPropertyName("p99_latency_ms")] decimal? P99LatencyMs,
    decimal? ParameterChange, string QuestionSet, string QuestionSetHash, DateTimeOffset MeasuredAt);
