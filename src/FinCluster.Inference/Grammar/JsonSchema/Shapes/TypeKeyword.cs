using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>What "type" says.</summary>
/// <param name="Types">The types that it names.</param>
/// <param name="IsInteger">Whether it names "integer" and not "number".</param>
internal sealed record TypeKeyword(JsonTypes Types, bool IsInteger)
{
    /// <summary>Reads "type"; null where it is absent.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is neither a type's name nor a list of such names.</exception>
    public static TypeKeyword? Read(SchemaLocation schema)
    {
        if (KeywordReader.Find(schema, "type") is not { } type)
        {
            return null;
        }

        var names = type.Element.ValueKind switch
        {
            JsonValueKind.String => [type],
            JsonValueKind.Array => KeywordReader.FilledArray(schema, "type")!.Value.Items().ToArray(),
            _ => throw SchemaError.At(type.Pointer, "\"type\" must be a string or an array of strings"),
        };
        var types = names.Aggregate(JsonTypes.None, (sum, name) => sum | Parse(name));
        return new TypeKeyword(types, types.HasFlag(JsonTypes.Number) && !names.Any(name => SchemaText.Read(name) == "number"));
    }

    private static JsonTypes Parse(SchemaLocation name) => SchemaText.Read(name) switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" or "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        var other => throw SchemaError.At(name.Pointer, $"\"{other}\" is not a JSON type"),
    };
}
