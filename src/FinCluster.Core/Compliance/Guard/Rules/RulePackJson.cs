using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>A pack's file as it is written; what it means is checked by <see cref="RulePackReader"/>.</summary>
/// <remarks>What may be absent has a setter: the generated reader gives properties that can only be initialized no default.</remarks>
internal sealed record RulePackJson
{
    public required int Format { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Jurisdiction { get; set; }

    public Dictionary<string, string[]> Sets { get; set; } = [];

    public required JsonElement[] Rules { get; init; }

    public Dictionary<string, Dictionary<string, string>> Refusals { get; set; } = [];
}

/// <summary>A rule as it is written.</summary>
internal sealed record RuleJson
{
    public required string Id { get; init; }

    public required string Category { get; init; }

    public string Severity { get; set; } = "medium";

    public required string[] Directions { get; init; }

    public required string Action { get; init; }

    public bool Certain { get; set; }

    public StepJson[]? Match { get; set; }

    public string? Pattern { get; set; }

    public string Order { get; set; } = "sequence";

    public int? Window { get; set; }

    public bool Across { get; set; }

    public UnlessJson[] Unless { get; set; } = [];
}

/// <summary>A word set of a rule as it is written.</summary>
internal sealed record StepJson
{
    public required string[] Words { get; init; }

    public int? Gap { get; set; }
}

/// <summary>Words that make a match harmless, as they are written.</summary>
internal sealed record UnlessJson
{
    public required string[] Words { get; init; }

    public int Before { get; set; }

    public int After { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Disallow)]
[JsonSerializable(typeof(RulePackJson))]
[JsonSerializable(typeof(RuleJson))]
internal sealed partial class RulePackContext : JsonSerializerContext;
