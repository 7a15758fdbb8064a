using FinCluster.Core.Engine;

namespace FinCluster.Core.Edge;

/// <summary>What is known of a request before anybody computes: what the decision between edge and central rests on.</summary>
public sealed record EdgeRequest
{
    /// <summary>Gets the conversation, oldest first; the last message of the user is the question.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets how long the answer must be at least, in tokens.</summary>
    /// <value>Default 0: as long as it comes. Range 0 and up.</value>
    public int MinAnswerTokens { get; init; }

    /// <summary>Gets a value indicating whether the answer must follow a JSON schema or a grammar.</summary>
    public bool IsConstrained { get; init; }

    /// <summary>Gets a value indicating whether the model may call tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>Gets the lines of business whose adapters are loaded at the edge; null when the edge model needs none.</summary>
    public IReadOnlyCollection<BusinessLine>? ResidentLines { get; init; }
}
