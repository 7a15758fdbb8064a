using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>A node as Redis keeps it: JSON, in which a reader skips the fields that it does not know.</summary>
internal static partial class FleetNodeText
{
    /// <summary>Writes a node.</summary>
    public static string Format(FleetNode node) => JsonSerializer.Serialize(
        new NodeRecord(node.Address, node.State, node.Tier, node.Models), FleetJson.Default.NodeRecord);

    /// <summary>Reads a node.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static FleetNode Parse(string id, string text)
    {
        NodeRecord record = JsonSerializer.Deserialize(text, FleetJson.Default.NodeRecord)!;
        return new FleetNode(new NodeId(id), record.Address, record.State, record.Models) { Tier = record.Tier };
    }

    private sealed record NodeRecord(Uri Address, NodeState State, NodeTier Tier, ImmutableArray<ModelInfo> Models);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UseStringEnumConverter = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(NodeRecord))]
    private sealed partial class FleetJson : JsonSerializerContext;
}
