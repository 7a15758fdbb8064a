using FinCluster.Core.Knowledge;

namespace FinCluster.Core.Edge.Answers;

/// <summary>An answer that may be given again.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Model">The name of the model that gave it.</param>
/// <param name="CompletionTokens">How many tokens it had.</param>
/// <param name="StoredAt">When it was stored, for the record.</param>
public sealed record CachedAnswer(string Text, string Model, int CompletionTokens, DateTimeOffset StoredAt)
{
    /// <summary>Gets the passages that it was answered from; null when nothing was searched.</summary>
    public FoundKnowledge? Knowledge { get; init; }
}
