using System.Globalization;
using System.Text.Json.Serialization;
using FinCluster.Core.Knowledge;

namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>The extension that names a passage that the model was given.</summary>
internal sealed record KnowledgeInfo(string Id, string Title)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AsOf { get; init; }

    /// <summary>Names what was found, in its order; null when nothing was searched.</summary>
    public static IReadOnlyList<KnowledgeInfo>? Of(FoundKnowledge? found) => found is null ? null : [.. found.Matches.Select(match => Of(match.Passage))];

    private static KnowledgeInfo Of(KnowledgePassage passage) => new(passage.Id, passage.Title)
    {
        Source = passage.Source,
        AsOf = passage.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
