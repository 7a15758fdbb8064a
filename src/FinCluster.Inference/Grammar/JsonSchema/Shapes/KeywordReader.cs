using System.Text.Json;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>Reads the value of a keyword as the type that it must have. Null means that the keyword is absent.</summary>
internal static class KeywordReader
{
    /// <summary>Reads a boolean.</summary>
    public static bool? Boolean(SchemaLocation schema, string keyword) => Find(schema, keyword) switch
    {
        null => null,
        { Element.ValueKind: JsonValueKind.True } => true,
        { Element.ValueKind: JsonValueKind.False } => false,
        { } value => throw SchemaError.At(value.Pointer, $"\"{keyword}\" must be true or false"),
    };

    /// <summary>Reads a number of things: a whole number from zero up, which may be written as 2.0.</summary>
    public static int? Count(SchemaLocation schema, string keyword)
    {
        if (Find(schema, keyword) is not { } value)
        {
            return null;
        }

        var number = value.Element.ValueKind == JsonValueKind.Number ? ExactDecimal.Read(value) : ExactDecimal.Of(-1);
        if (number.Scale != 0 || number.Unscaled.Sign < 0)
        {
            throw SchemaError.At(value.Pointer, $"\"{keyword}\" must be a whole number from zero up");
        }

        return number.Unscaled > int.MaxValue ? int.MaxValue : (int)number.Unscaled;
    }

    /// <summary>Reads a string.</summary>
    public static SchemaLocation? String(SchemaLocation schema, string keyword) =>
        OfKind(schema, keyword, JsonValueKind.String, "a string");

    /// <summary>Reads an object.</summary>
    public static SchemaLocation? Object(SchemaLocation schema, string keyword) =>
        OfKind(schema, keyword, JsonValueKind.Object, "an object");

    /// <summary>Reads an array.</summary>
    public static SchemaLocation? Array(SchemaLocation schema, string keyword) =>
        OfKind(schema, keyword, JsonValueKind.Array, "an array");

    /// <summary>Reads an array that has items.</summary>
    public static SchemaLocation? FilledArray(SchemaLocation schema, string keyword)
    {
        var value = Array(schema, keyword);
        return value?.Element.GetArrayLength() == 0
            ? throw SchemaError.At(value.Value.Pointer, $"\"{keyword}\" must not be empty")
            : value;
    }

    /// <summary>Reads a keyword of any type.</summary>
    public static SchemaLocation? Find(SchemaLocation schema, string keyword) =>
        schema.TryGetMember(keyword, out var value) ? value : null;

    /// <summary>Checks that <paramref name="schema"/> is a schema: an object or a boolean.</summary>
    public static SchemaLocation Schema(SchemaLocation schema) =>
        schema.Element.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
            ? schema
            : throw SchemaError.At(schema.Pointer, "a schema must be an object or a boolean");

    private static SchemaLocation? OfKind(SchemaLocation schema, string keyword, JsonValueKind kind, string description) =>
        Find(schema, keyword) is not { } value ? null
        : value.Element.ValueKind == kind ? value
        : throw SchemaError.At(value.Pointer, $"\"{keyword}\" must be {description}");
}
