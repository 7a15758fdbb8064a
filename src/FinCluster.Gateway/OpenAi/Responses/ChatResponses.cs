using System.Text.Json.Serialization;
using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Text;
using FinCluster.Gateway.Chat;

namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>The extension that names the stored conversation and its version after the turn.</summary>
internal sealed record SessionInfo(string Id, long Version);

/// <summary>The extension that says what a second model did to an answer.</summary>
internal sealed record RefinementInfo(string Status, string? Model, IReadOnlyList<string> Changed, IReadOnlyList<string> Missing, string? Note)
{
    /// <summary>Describes a refinement; null when there was none, or it is not over.</summary>
    public static RefinementInfo? Of(TurnRefinement? refinement) => refinement is { Result: { } result }
        ? new RefinementInfo(EnumNames.Of(result.Status), refinement.Model, result.Changed, result.Missing, result.Note)
        : null;
}

internal sealed record ChatCompletion(
    string Id, string Object, long Created, string Model, string SystemFingerprint, IReadOnlyList<ChatChoice> Choices, Usage Usage)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RefinementInfo? Refinement { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionInfo? Session { get; init; }

    [JsonPropertyName("AIGC")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AigcMark? Mark { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KnowledgeInfo>? Knowledge { get; init; }
}

internal sealed record ChatChoice(int Index, ChatChoiceMessage Message, ChatLogProbs? Logprobs, string FinishReason);

internal sealed record ChatChoiceMessage(string Role, string Content, string? Refusal);

internal sealed record ChatCompletionChunk(
    string Id, string Object, long Created, string Model, string SystemFingerprint, IReadOnlyList<ChatChunkChoice> Choices)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RefinementInfo? Refinement { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionInfo? Session { get; init; }

    [JsonPropertyName("AIGC")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AigcMark? Mark { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<KnowledgeInfo>? Knowledge { get; init; }
}

internal sealed record ChatChunkChoice(int Index, ChatDelta Delta, ChatLogProbs? Logprobs, string? FinishReason);

internal sealed record ChatDelta
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }
}

internal sealed record ChatLogProbs(IReadOnlyList<ChatTokenLogProb> Content);

internal sealed record ChatTokenLogProb(string Token, double Logprob, IReadOnlyList<int> Bytes)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatTokenLogProb>? TopLogprobs { get; init; }
}
