using System.Globalization;
using System.Text.Json.Nodes;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>Reads what manifests say by paths, as in <c>spec.template.spec</c>.</summary>
internal static class JsonNodes
{
    /// <summary>Finds a node; null when there is none.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (string name in path.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>Finds a text; null when there is none.</summary>
    public static string? TextAt(this JsonNode? node, string path) => node.At(path)?.ToString();

    /// <summary>Finds a whole number; null when there is none.</summary>
    public static int? NumberAt(this JsonNode? node, string path) =>
        node.At(path) is { } found ? int.Parse(found.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture) : null;

    /// <summary>Finds the elements of an array; none when there is no array.</summary>
    public static IReadOnlyList<JsonNode> ItemsAt(this JsonNode? node, string path) =>
        node.At(path) is JsonArray array ? [.. array.Select(item => item!)] : [];

    /// <summary>Finds the texts of an array.</summary>
    public static IReadOnlyList<string> TextsAt(this JsonNode? node, string path) => [.. node.ItemsAt(path).Select(item => item.ToString())];

    /// <summary>Finds a map of texts, as labels are.</summary>
    public static Dictionary<string, string> MapAt(this JsonNode? node, string path) =>
        node.At(path) is JsonObject map ? map.ToDictionary(pair => pair.Key, pair => pair.Value!.ToString()) : [];

    /// <summary>Says whether labels have all that a selector asks for. A selector that asks for nothing selects all.</summary>
    public static bool Selects(this IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.All(pair => labels.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
