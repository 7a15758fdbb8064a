using System.Collections.Immutable;
using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>Reads the keywords of arrays and objects, whose values are schemas themselves.</summary>
internal sealed class ChildSchemaReader(SchemaDocument document)
{
    private static readonly ImmutableHashSet<string> Annotations =
        ["title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment"];

    /// <summary>Reads items, prefixItems, additionalItems, minItems and maxItems.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">One of them has a wrong value.</exception>
    public ArrayShape ReadArray(SchemaLocation schema)
    {
        var items = KeywordReader.Find(schema, "items");
        var prefix = KeywordReader.FilledArray(schema, "prefixItems");
        // Up to 2019-09 "items" itself could be the list of the first items, and "additionalItems" the schema of the others.
        if (items is { Element.ValueKind: JsonValueKind.Array } list)
        {
            prefix = prefix is null
                ? list
                : throw SchemaError.At(list.Pointer, "\"items\" must be a schema beside \"prefixItems\"");
            items = KeywordReader.Find(schema, "additionalItems");
        }

        return new ArrayShape(
            prefix is { } first ? [.. first.Items().Select(Read)] : [],
            items is { } rest ? Read(rest) : null,
            KeywordReader.Count(schema, "minItems") ?? 0,
            KeywordReader.Count(schema, "maxItems"));
    }

    /// <summary>Reads properties, required and additionalProperties.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">One has a wrong value, or a required property is forbidden.</exception>
    public ObjectShape ReadObject(SchemaLocation schema)
    {
        var properties = KeywordReader.Object(schema, "properties");
        var rest = KeywordReader.Find(schema, "additionalProperties");
        var members = properties?.Members() ?? [];
        var listed = members.Select(member => new PropertyShape(member.Name, Read(member.Value))).ToImmutableArray();
        var required = KeywordReader.Array(schema, "required")?.Items().ToList() ?? [];
        var names = required.Select(SchemaText.Read).Distinct().ToImmutableArray();
        if (rest is { Element.ValueKind: JsonValueKind.False })
        {
            var known = listed.Select(property => property.Name).ToHashSet();
            foreach (var name in required.Where(name => !known.Contains(SchemaText.Read(name))))
            {
                throw SchemaError.At(
                    name.Pointer, $"\"{SchemaText.Read(name)}\" is required, but is no property and no other may be added");
            }
        }

        return new ObjectShape(listed, names, rest is { } others ? Read(others) : null, properties is not null);
    }

    // A place that only refers to another one stands for it, so that both share their rules.
    private SchemaSet Read(SchemaLocation location)
    {
        for (var steps = 0; IsMereReference(KeywordReader.Schema(location)); steps++)
        {
            if (steps == SchemaLimits.ReferenceDepth)
            {
                throw SchemaError.At(location.Pointer, "\"$ref\" leads to itself, or through too many others");
            }

            location.TryGetMember("$ref", out var reference);
            location = document.Resolve(reference);
        }

        return location.Element.ValueKind == JsonValueKind.True ? SchemaSet.Any : SchemaSet.Of(location);
    }

    private static bool IsMereReference(SchemaLocation location) =>
        location.Element.ValueKind == JsonValueKind.Object
        && location.TryGetMember("$ref", out _)
        && location.Members().All(member => member.Name == "$ref" || Annotations.Contains(member.Name));
}
