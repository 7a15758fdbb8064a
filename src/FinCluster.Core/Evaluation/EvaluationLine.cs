namespace FinCluster.Core.Evaluation;

/// <summary>One answer of an evaluation.</summary>
public sealed record EvaluationLine(
    string Id, string Kind, string Language, string Domain, bool IsRight, bool? HandlesRisk, string Answer, string? Error, double FirstTokenMs, double TotalMs);
