namespace FinCluster.Core.Evaluation;

/// <summary>What a model answered to one question, and how fast.</summary>
/// <param name="Text">The answer; empty when it failed.</param>
/// <param name="Error">Why there is no answer; null when there is one.</param>
/// <param name="TimeToFirstToken">From the request to the first text.</param>
/// <param name="Total">From the request to the end.</param>
/// <param name="CompletionTokens">How many tokens it had.</param>
public sealed record EvaluationAnswer(string Text, string? Error, TimeSpan TimeToFirstToken, TimeSpan Total, int CompletionTokens);
