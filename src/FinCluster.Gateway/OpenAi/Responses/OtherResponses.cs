using System.Text.Json.Serialization;

namespace FinCluster.Gateway.OpenAi.Responses;

internal sealed record ModelList(string Object, IReadOnlyList<ModelObject> Data);

/// <summary>A model, with what vLLM adds to OpenAI's fields.</summary>
internal sealed record ModelObject(string Id, string Object, long Created, string OwnedBy, int MaxModelLen);

internal sealed record EmbeddingList(string Object, IReadOnlyList<EmbeddingObject> Data, string Model, EmbeddingUsage Usage);

/// <summary>One vector: an array of numbers, or base64 of little-endian 32-bit floats.</summary>
internal sealed record EmbeddingObject(string Object, int Index)
{
    [JsonPropertyName("embedding")]
    public required object Embedding { get; init; }
}

internal sealed record EmbeddingUsage(int PromptTokens, int TotalTokens);

internal sealed record SessionObject(
    string Id, string Object, long Version, string? Model, int MessageCount, long Created, long Updated)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SessionMessage>? Messages { get; init; }
}

internal sealed record SessionMessage(string Role, string Content);

internal sealed record SessionList(string Object, IReadOnlyList<SessionObject> Data, string? NextPageToken);

internal sealed record DeletedSession(string Id, string Object, bool Deleted);

internal sealed record FeedbackObject(string Id, string Object, string RequestId);

internal sealed record Health(string Status);
