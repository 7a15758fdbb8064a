using System.Text.Json.Serialization;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>A text completion; as a stream each part has the same shape.</summary>
internal sealed record TextCompletion(
    string Id, string Object, long Created, string Model, string SystemFingerprint, IReadOnlyList<TextChoice> Choices)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    [JsonPropertyName("AIGC")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AigcMark? Mark { get; init; }
}

internal sealed record TextChoice(int Index, string Text, TextLogProbs? Logprobs, string? FinishReason);

internal sealed record TextLogProbs(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<double> TokenLogprobs,
    IReadOnlyList<IReadOnlyDictionary<string, double>> TopLogprobs,
    IReadOnlyList<int> TextOffset);
