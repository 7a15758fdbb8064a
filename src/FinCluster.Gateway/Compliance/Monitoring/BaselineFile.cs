using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>What the file of baselines holds: what was usual for all requests, for each model, and the clusters that were counted.</summary>
/// <param name="Models">The baselines by the models' names; that of all requests has the empty name.</param>
/// <param name="Clusters">The clusters; null when there are none.</param>
internal sealed record BaselineFile(ImmutableSortedDictionary<string, DriftBaseline> Models, EmbeddingClusters? Clusters)
{
    public const string Name = "drift-baseline.json";

    public static readonly BaselineFile Empty = new(ImmutableSortedDictionary.Create<string, DriftBaseline>(StringComparer.Ordinal), null);

    /// <summary>Reads the file of a folder; empty when there is none.</summary>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static BaselineFile Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return Empty;
        }

        try
        {
            JsonObject root = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new FormatException("it is no object");
            JsonObject models = root["models"] as JsonObject ?? throw new FormatException("there are no models in it");
            return new BaselineFile(
                models.ToImmutableSortedDictionary(
                    model => model.Key, model => DriftBaseline.Parse(model.Value?.ToJsonString() ?? "null"), StringComparer.Ordinal),
                root["clusters"] is { } clusters ? EmbeddingClusters.Parse(clusters.ToJsonString()) : null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(string folder)
    {
        var models = new JsonObject(Models.Select(model => KeyValuePair.Create(model.Key, JsonNode.Parse(model.Value.ToJson()))));
        var root = new JsonObject { ["models"] = models, ["clusters"] = Clusters is null ? null : JsonNode.Parse(Clusters.ToJson()) };
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Name);
        File.WriteAllText(path + ".new", root.ToJsonString());
        File.Move(path + ".new", path, overwrite: true);
    }
}
