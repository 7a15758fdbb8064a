using System.Text.Json.Nodes;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>Makes schemas out of the supported keywords, each of which some value satisfies.</summary>
internal sealed class RandomSchemas(Random random)
{
    private const int Definitions = 3;

    private static readonly string[] Names = ["a", "b", "ab", "abc", "股价", "币种", "\"q\"", "\\", "\n", "", "price", "qty", "é", "😀", "x y"];

    private static readonly string[] Constants =
        ["1", "-2.5", "\"USD\"", "\"人民币\"", "null", "true", "[1,\"a\"]", "{\"k\":0}", "\"\\\"\\\\\\n\"", "\"\"", "0", "1e3"];

    /// <summary>The patterns that may occur, with a few strings each.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Patterns = new Dictionary<string, string[]>
    {
        ["^[A-Z]{1,5}$"] = ["A", "AAPL"],
        ["^\\d{6}\\.(SH|SZ)$"] = ["600519.SH"],
        ["[0-9]"] = ["a1b", "7", "\"9\""],
        ["^(a|b)*c?$"] = ["", "ababc", "c"],
        ["^[^\"\\\\]*$"] = ["", "plain", "平安"],
        ["%$"] = ["5%", "%"],
    };

    public JsonObject Next()
    {
        var definitions = new JsonObject();
        for (var i = 0; i < Definitions; i++)
        {
            definitions.Add($"d{i}", random.Next(2) == 0 ? Object(2) : Array(2));
        }

        var root = Schema(3);
        root["$defs"] = definitions;
        return root;
    }

    private JsonObject Schema(int depth) => random.Next(depth == 0 ? 7 : 14) switch
    {
        0 => Text(),
        1 => Number("integer", 1),
        2 => Number("number", 100),
        3 => new JsonObject { ["type"] = random.Next(2) == 0 ? "boolean" : "null" },
        4 => new JsonObject { ["enum"] = Constant(3) },
        5 => new JsonObject { ["const"] = JsonNode.Parse(Pick(Constants)) },
        6 => new JsonObject { ["type"] = new JsonArray("integer", "string", "null") },
        7 or 8 => Object(depth),
        9 => Array(depth),
        10 => new JsonObject { [random.Next(2) == 0 ? "anyOf" : "oneOf"] = new JsonArray(Schema(depth - 1), Schema(depth - 1)) },
        11 => Reference(),
        12 => new JsonObject { ["allOf"] = new JsonArray(Object(depth, "l-"), Object(depth, "r-")) },
        _ => Nullable(Schema(depth - 1)),
    };

    private static JsonObject Nullable(JsonObject schema)
    {
        schema["nullable"] = true;
        return schema;
    }

    // A definition may lead to itself, so that the way out must be there.
    private JsonObject Reference() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["$ref"] = $"#/$defs/d{random.Next(Definitions)}" },
            new JsonObject { ["type"] = "null" }),
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        switch (random.Next(4))
        {
            case 0:
                schema["pattern"] = Pick([.. Patterns.Keys]);
                break;
            case 1:
                schema["format"] = Pick(["date", "time", "date-time", "uuid", "email"]);
                break;
            case 2:
                var length = random.Next(3);
                schema["minLength"] = length;
                schema["maxLength"] = length + random.Next(3);
                break;
        }

        return schema;
    }

    private JsonObject Number(string type, int divisor)
    {
        var schema = new JsonObject { ["type"] = type };
        var lower = random.Next(-500, 500);
        if (random.Next(2) == 0)
        {
            schema[random.Next(3) == 0 ? "exclusiveMinimum" : "minimum"] = lower / (decimal)divisor;
        }

        if (random.Next(2) == 0)
        {
            schema[random.Next(3) == 0 ? "exclusiveMaximum" : "maximum"] = (lower + 3 + random.Next(800)) / (decimal)divisor;
        }

        return schema;
    }

    private JsonObject Object(int depth, string prefix = "")
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(5)).Select(name => prefix + name).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Schema(depth - 1)))),
            ["required"] = new JsonArray([.. names.Where(_ => random.Next(2) == 0).Select(name => (JsonNode)name)]),
        };
        switch (prefix.Length == 0 ? random.Next(4) : 0)
        {
            case 1:
                schema["additionalProperties"] = false;
                break;
            case 2:
                schema["additionalProperties"] = Schema(0);
                break;
            case 3:
                schema["additionalProperties"] = true;
                break;
        }

        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1) };
        if (random.Next(2) == 0)
        {
            schema["prefixItems"] = new JsonArray(Schema(depth - 1), Schema(depth - 1));
        }

        var least = random.Next(4);
        if (random.Next(2) == 0)
        {
            schema["minItems"] = least;
        }

        if (random.Next(2) == 0)
        {
            schema["maxItems"] = least + random.Next(3);
        }

        return schema;
    }

    private JsonArray Constant(int count) =>
        [.. Constants.OrderBy(_ => random.Next()).Take(1 + random.Next(count)).Select(text => JsonNode.Parse(text))];

    private string Pick(string[] items) => items[random.Next(items.Length)];
}
