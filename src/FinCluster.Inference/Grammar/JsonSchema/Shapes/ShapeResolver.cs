using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>
/// Multiplies references, allOf, anyOf, oneOf and nullable out, so that a schema becomes a list of shapes any one of which will do. oneOf
/// is read as anyOf: that a value fits no second alternative is not enforced.
/// </summary>
internal sealed class ShapeResolver(SchemaDocument document)
{
    private static readonly Shape NullShape = new() { Types = JsonTypes.Null, HasTypes = true };

    private readonly ShapeReader _reader = new(document);
    private readonly Dictionary<SchemaLocation, IReadOnlyList<Shape>> _known = [];
    private readonly List<SchemaLocation> _open = [];
    private long _work;

    /// <summary>Lists the alternatives that a value of <paramref name="schemas"/> has; none when they exclude each other.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">One is wrong, refers to itself or has too many alternatives.</exception>
    public IReadOnlyList<Shape> Resolve(SchemaSet schemas) =>
        schemas.Locations.Aggregate((IReadOnlyList<Shape>)[Shape.Any],
            (shapes, location) => Cross(shapes, Resolve(location), location));

    private IReadOnlyList<Shape> Resolve(SchemaLocation schema)
    {
        if (_known.TryGetValue(schema, out var known))
        {
            return known;
        }

        if (_open.Contains(schema))
        {
            throw SchemaError.At(schema.Pointer, "the schema refers to itself without anything in between");
        }

        if (_open.Count == SchemaLimits.ReferenceDepth)
        {
            throw SchemaError.At(schema.Pointer, "references or alternatives are nested too deep");
        }

        _open.Add(schema);
        var shapes = KeywordReader.Schema(schema).Element.ValueKind switch
        {
            JsonValueKind.True => [Shape.Any],
            JsonValueKind.False => [],
            _ => ResolveObject(schema),
        };
        _open.RemoveAt(_open.Count - 1);
        return _known[schema] = shapes;
    }

    private IReadOnlyList<Shape> ResolveObject(SchemaLocation schema)
    {
        IReadOnlyList<Shape> shapes = [_reader.Read(schema)];
        if (KeywordReader.Find(schema, "$ref") is { } reference)
        {
            shapes = Cross(shapes, Resolve(document.Resolve(reference)), schema);
        }

        foreach (var part in KeywordReader.FilledArray(schema, "allOf")?.Items() ?? [])
        {
            shapes = Cross(shapes, Resolve(part), schema);
        }

        foreach (var keyword in new[] { "anyOf", "oneOf" })
        {
            if (KeywordReader.FilledArray(schema, keyword) is { } alternatives)
            {
                shapes = Cross(shapes, [.. alternatives.Items().SelectMany(Resolve)], schema);
            }
        }

        return KeywordReader.Boolean(schema, "nullable") == true ? [.. shapes, NullShape] : shapes;
    }

    private List<Shape> Cross(IReadOnlyList<Shape> left, IReadOnlyList<Shape> right, SchemaLocation schema)
    {
        if ((long)left.Count * right.Count > SchemaLimits.AlternativesPerPlace)
        {
            throw SchemaError.At(schema.Pointer, "the schema has too many alternatives once they are multiplied out");
        }

        var merged = new List<Shape>(left.Count * right.Count);
        foreach (var (one, other) in from one in left from other in right select (one, other))
        {
            Charge(ShapeMerger.Cost(one, other), schema);
            if (ShapeMerger.Merge(one, other) is { } shape)
            {
                merged.Add(shape);
            }
        }

        return merged;
    }

    private void Charge(long work, SchemaLocation schema)
    {
        _work += work;
        if (_work > SchemaLimits.MergeWork)
        {
            throw SchemaError.At(schema.Pointer, "merging the schema's parts takes too much work");
        }
    }
}
