using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Fleet;

/// <summary>A node as text: JSON, in which a reader skips the fields that it does not know.</summary>
public static partial class FleetNodeText
{
    /// <summary>Writes a node.</summary>
    public static string Format(FleetNode node) => JsonSerializer.Serialize(
        new NodeRecord(node.Address, node.State, node.Tier, node.Models), FleetJson.Default.NodeRecord);

    /// <summary>Reads a node; false when the text is none that this build knows.</summary>
    public static bool TryParse(string id, string text, [NotNullWhen(true)] out FleetNode? node)
    {
        node = null;
        try
        {
            if (JsonSerializer.Deserialize(text, FleetJson.Default.NodeRecord) is { } record)
            {
                node = new FleetNode(new NodeId(id), record.Address, record.State, record.Models) { Tier = record.Tier };
            }
        }
        catch (JsonException)
        {
            // What another build wrote must not hide the other nodes.
        }

        return node is not null;
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
