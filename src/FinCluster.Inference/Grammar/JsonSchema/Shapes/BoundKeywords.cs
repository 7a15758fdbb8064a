using System.Text.Json;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>Reads minimum, maximum, exclusiveMinimum and exclusiveMaximum.</summary>
internal static class BoundKeywords
{
    /// <summary>Reads the bounds that <paramref name="schema"/> sets.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">One of them is no number.</exception>
    public static NumberRange Read(SchemaLocation schema)
    {
        var lower = new NumberRange(ReadInclusive(schema, "minimum", "exclusiveMinimum"), null)
            .Intersect(new NumberRange(ReadExclusive(schema, "exclusiveMinimum"), null));
        var upper = new NumberRange(null, ReadInclusive(schema, "maximum", "exclusiveMaximum"))
            .Intersect(new NumberRange(null, ReadExclusive(schema, "exclusiveMaximum")));
        return lower.Intersect(upper);
    }

    // In draft 4, which OpenAPI 3.0 builds on, the exclusive keyword is a boolean that modifies the inclusive one.
    private static NumberBound? ReadInclusive(SchemaLocation schema, string keyword, string modifier)
    {
        var isExclusive = KeywordReader.Find(schema, modifier)?.Element.ValueKind == JsonValueKind.True;
        return KeywordReader.Find(schema, keyword) is { } bound ? new NumberBound(ExactDecimal.Read(bound), isExclusive) : null;
    }

    private static NumberBound? ReadExclusive(SchemaLocation schema, string keyword) =>
        KeywordReader.Find(schema, keyword) is { Element.ValueKind: not (JsonValueKind.True or JsonValueKind.False) } bound
            ? new NumberBound(ExactDecimal.Read(bound), IsExclusive: true)
            : null;
}
