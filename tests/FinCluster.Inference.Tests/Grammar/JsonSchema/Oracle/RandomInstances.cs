using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>
/// Writes values that satisfy a schema of <see cref="RandomSchemas"/>, with properties in the schema's order and blanks as a model would put
/// them. It works from the schema alone and knows nothing of grammars.
/// </summary>
internal sealed class RandomInstances(JsonObject root, Random random)
{
    private const int MaxDepth = 8;

    private static readonly string[] Texts = ["", "a", "ab", "平安", "😀", "\"", "\\n", "x/y"];
    private static readonly string[] Blanks = ["", "", " ", "\n", "\n  ", "\n\t"];

    /// <summary>A value as JSON text; null when the walk went too deep.</summary>
    public string? Next() => Instance(root, 0);

    private string? Instance(JsonObject schema, int depth)
    {
        if (depth > MaxDepth || (schema.ContainsKey("nullable") && random.Next(4) == 0))
        {
            return schema.ContainsKey("nullable") ? "null" : null;
        }

        if (schema["$ref"] is { } reference)
        {
            return Instance(root["$defs"]![reference.ToString().Split('/')[^1]]!.AsObject(), depth + 1);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray alternatives)
        {
            var first = random.Next(alternatives.Count);
            return Enumerable.Range(first, alternatives.Count)
                .Select(i => Instance(alternatives[i % alternatives.Count]!.AsObject(), depth + 1)).FirstOrDefault(text => text is not null);
        }

        return (schema["enum"], schema.ContainsKey("const"), schema["allOf"]) switch
        {
            (JsonArray values, _, _) => Compact(Pick(values.ToList())),
            (_, true, _) => Compact(schema["const"]),
            (_, _, JsonArray parts) => Object([.. parts.Select(part => part!.AsObject())], depth),
            _ => OfType(schema, schema["type"]!, depth),
        };
    }

    private string? OfType(JsonObject schema, JsonNode type, int depth) => type is JsonArray types
        ? OfType(schema, types[random.Next(types.Count)]!, depth)
        : type.ToString() switch
        {
            "null" => "null",
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "string" => Quote(Text(schema)),
            "integer" => Number(schema, 1),
            "number" => Number(schema, 100),
            "array" => Array(schema, depth),
            _ => Object([schema], depth),
        };

    private string Number(JsonObject schema, int divisor)
    {
        var (inclusive, exclusive) = ((decimal?)schema["minimum"], (decimal?)schema["exclusiveMinimum"]);
        var lower = (inclusive ?? exclusive ?? -1000m) * divisor;
        var (inclusiveEnd, exclusiveEnd) = ((decimal?)schema["maximum"], (decimal?)schema["exclusiveMaximum"]);
        var upper = (inclusiveEnd ?? exclusiveEnd ?? Math.Max(1000m, lower + 1000)) * divisor;
        var first = (int)lower + (exclusive is null ? 0 : 1);
        var last = (int)upper - (exclusiveEnd is null ? 0 : 1);
        return (random.Next(Math.Min(first, last), last + 1) / (decimal)divisor).ToString(CultureInfo.InvariantCulture);
    }

    private string Text(JsonObject schema)
    {
        if (schema["pattern"] is { } pattern)
        {
            return Pick(RandomSchemas.Patterns[pattern.ToString()]);
        }

        var date = new DateTime(1990, 1, 1).AddDays(random.Next(20_000)).AddSeconds(random.Next(86_400));
        return schema["format"]?.ToString() switch
        {
            "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "time" => date.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + Pick(["Z", "+08:00", ".25Z"]),
            "date-time" => date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Pick(["Z", "-05:00"]),
            "uuid" => new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
            _ when schema["maxLength"] is { } length => string.Concat(
                Enumerable.Range(0, random.Next((int)schema["minLength"]!, (int)length + 1)).Select(_ => Pick(["a", "平", "😀", "\"", "\n"]))),
            _ => Pick(Texts),
        };
    }

    private string? Array(JsonObject schema, int depth)
    {
        var least = (int?)schema["minItems"] ?? 0;
        var count = random.Next(least, ((int?)schema["maxItems"] ?? least + 3) + 1);
        var prefix = schema["prefixItems"]?.AsArray();
        var items = Enumerable.Range(0, count)
            .Select(i => Instance((i < prefix?.Count ? prefix[i] : schema["items"])!.AsObject(), depth + 1)).ToList();
        // An array may be shorter than planned, but not with a hole in it.
        var whole = items.TakeWhile(item => item is not null).ToList();
        return whole.Count < least ? null : Enclose('[', ']', whole);
    }

    private string? Object(IReadOnlyList<JsonObject> parts, int depth)
    {
        var members = new List<string?>();
        foreach (var part in parts)
        {
            var required = part["required"]!.AsArray().Select(name => name!.ToString()).ToHashSet();
            foreach (var (name, value) in part["properties"]!.AsObject())
            {
                var text = required.Contains(name) || random.Next(2) == 0 ? Instance(value!.AsObject(), depth + 1) : null;
                if (text is null && required.Contains(name))
                {
                    return null;
                }

                members.AddRange(text is null ? [] : [$"{Quote(name)}:{Pick(["", " "])}{text}"]);
            }
        }

        members.AddRange(Others(parts[0], depth));
        return Enclose('{', '}', members);
    }

    private IEnumerable<string> Others(JsonObject schema, int depth)
    {
        var others = schema["additionalProperties"];
        foreach (var name in new[] { "other", "ab\"", "股" }.Where(_ => random.Next(3) == 0))
        {
            var text = others switch
            {
                JsonObject rest => Instance(rest, depth + 1),
                JsonValue flag when flag.GetValue<bool>() => "[1, {}]",
                _ => null,
            };
            if (text is not null)
            {
                yield return $"{Quote(name)}:{text}";
            }
        }
    }

    private string Enclose(char open, char close, List<string?> items)
    {
        var text = new StringBuilder().Append(open).Append(Pick(Blanks));
        foreach (var (index, item) in items.Index())
        {
            text.Append(index == 0 ? string.Empty : "," + Pick(Blanks)).Append(item);
        }

        return text.Append(items.Count == 0 ? string.Empty : Pick(Blanks)).Append(close).ToString();
    }

    private static string Quote(string text) => $"\"{string.Concat(text.Select(character => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        _ => character.ToString(),
    }))}\"";

    private static string Compact(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray array => $"[{string.Join(',', array.Select(Compact))}]",
        JsonObject value => $"{{{string.Join(',', value.Select(member => $"{Quote(member.Key)}:{Compact(member.Value)}"))}}}",
        _ when node.GetValueKind() == System.Text.Json.JsonValueKind.String => Quote(node.ToString()),
        _ => node.ToJsonString(),
    };

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
