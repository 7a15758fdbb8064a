using System.Collections.Immutable;
using System.Text.Json;
using FinCluster.Inference.Grammar.JsonSchema.Rules;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>Reads the keywords of one schema object, without those that combine schemas.</summary>
internal sealed class ShapeReader(SchemaDocument document)
{
    private static readonly (string Keyword, JsonTypes Type)[] Hints =
    [
        ("minimum", JsonTypes.Number), ("maximum", JsonTypes.Number),
        ("exclusiveMinimum", JsonTypes.Number), ("exclusiveMaximum", JsonTypes.Number),
        ("minLength", JsonTypes.String), ("maxLength", JsonTypes.String), ("pattern", JsonTypes.String),
        ("items", JsonTypes.Array), ("prefixItems", JsonTypes.Array), ("minItems", JsonTypes.Array), ("maxItems", JsonTypes.Array),
        ("properties", JsonTypes.Object), ("required", JsonTypes.Object), ("additionalProperties", JsonTypes.Object),
    ];

    private readonly ChildSchemaReader _children = new(document);

    /// <summary>Reads the schema object at <paramref name="schema"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">A keyword has a wrong value, or two contradict each other.</exception>
    public Shape Read(SchemaLocation schema)
    {
        SchemaKeywords.RefuseUnsupported(schema);
        var types = TypeKeyword.Read(schema);
        var strings = ReadStrings(schema);
        var shape = new Shape
        {
            Types = types?.Types ?? JsonTypes.All,
            HasTypes = types is not null,
            IsInteger = types?.IsInteger ?? false,
            Hints = ReadHints(schema) | (strings.Format is null ? JsonTypes.None : JsonTypes.String),
            Numbers = BoundKeywords.Read(schema),
            Strings = strings,
            Arrays = _children.ReadArray(schema),
            Objects = _children.ReadObject(schema),
            Values = ReadValues(schema),
        };
        RefuseContradictions(shape, schema);
        return shape;
    }

    private static JsonTypes ReadHints(SchemaLocation schema) => Hints
        .Where(hint => schema.TryGetMember(hint.Keyword, out _))
        .Aggregate(JsonTypes.None, (types, hint) => types | hint.Type);

    private static StringShape ReadStrings(SchemaLocation schema)
    {
        var format = KeywordReader.String(schema, "format");
        var isEnforced = format is { } location && StringFormats.TryGetPattern(SchemaText.Read(location)) is not null;
        return new StringShape(
            KeywordReader.Count(schema, "minLength") ?? 0,
            KeywordReader.Count(schema, "maxLength"),
            KeywordReader.String(schema, "pattern"),
            isEnforced ? format : null);
    }

    private static ImmutableArray<SchemaLocation>? ReadValues(SchemaLocation schema)
    {
        var listed = KeywordReader.FilledArray(schema, "enum")?.Items();
        if (KeywordReader.Find(schema, "const") is not { } constant)
        {
            return listed?.ToImmutableArray();
        }

        return listed is null || listed.Any(value => JsonElement.DeepEquals(value.Element, constant.Element))
            ? [constant]
            : throw SchemaError.At(constant.Pointer, "\"const\" is none of the values of \"enum\"");
    }

    private static void RefuseContradictions(Shape shape, SchemaLocation schema)
    {
        var contradiction =
            shape.Numbers.IsEmpty ? "the lower bound is above the upper one"
            : shape.IsInteger && shape.Numbers.HasNoInteger ? "no whole number is between the bounds"
            : shape.Strings.IsEmpty ? "\"minLength\" is above \"maxLength\""
            : shape.Arrays.IsEmpty ? "\"minItems\" is above \"maxItems\""
            : null;
        if (contradiction is not null)
        {
            throw SchemaError.At(schema.Pointer, contradiction);
        }
    }
}
