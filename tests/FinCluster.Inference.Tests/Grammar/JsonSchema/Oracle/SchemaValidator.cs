using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>
/// Validates values as the JSON Schema standard has it, for the keywords that the converter supports. It shares no code with what it checks.
/// </summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private const int NumberScale = 130;

    public static bool IsValid(string schema, string text)
    {
        using var document = JsonDocument.Parse(schema);
        using var value = JsonDocument.Parse(text);
        return new SchemaValidator(document.RootElement).IsValid(document.RootElement, value.RootElement);
    }

    public bool IsValid(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.ValueKind == JsonValueKind.True;
        }

        return (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean() && value.ValueKind == JsonValueKind.Null)
            || schema.EnumerateObject().All(keyword => IsValid(schema, keyword, value));
    }

    public JsonElement Resolve(string reference) => Uri.UnescapeDataString(reference).Split('/').Skip(1).Aggregate(
        root,
        (element, token) => element.ValueKind == JsonValueKind.Array
            ? element[int.Parse(token, CultureInfo.InvariantCulture)]
            : element.GetProperty(token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    /// <summary>The number times 10^130, exactly.</summary>
    public static BigInteger Scaled(string number)
    {
        var parts = number.ToLowerInvariant().Split('e');
        var exponent = parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        var digits = parts[0].Split('.');
        var fraction = digits.Length == 1 ? string.Empty : digits[1];
        var power = NumberScale + exponent - fraction.Length;
        var unscaled = BigInteger.Parse(digits[0] + fraction, CultureInfo.InvariantCulture);
        return power >= 0 ? unscaled * BigInteger.Pow(10, power) : unscaled / BigInteger.Pow(10, -power);
    }

    private bool IsValid(JsonElement schema, JsonProperty keyword, JsonElement value) => keyword.Name switch
    {
        "$ref" => IsValid(Resolve(keyword.Value.GetString()!), value),
        "type" => keyword.Value.ValueKind == JsonValueKind.Array
            ? keyword.Value.EnumerateArray().Any(type => HasType(type.GetString()!, value))
            : HasType(keyword.Value.GetString()!, value),
        "enum" => keyword.Value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
        "const" => JsonElement.DeepEquals(keyword.Value, value),
        "anyOf" or "oneOf" => keyword.Value.EnumerateArray().Any(item => IsValid(item, value)),
        "allOf" => keyword.Value.EnumerateArray().All(item => IsValid(item, value)),
        _ => value.ValueKind switch
        {
            JsonValueKind.Number => IsValidNumber(schema, keyword, Scaled(value.GetRawText())),
            JsonValueKind.String => IsValidString(keyword, value.GetString()!),
            JsonValueKind.Array => IsValidArray(schema, keyword, [.. value.EnumerateArray()]),
            JsonValueKind.Object => IsValidObject(schema, keyword, value),
            _ => true,
        },
    };

    private static bool HasType(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && (Scaled(value.GetRawText()) % BigInteger.Pow(10, NumberScale)).IsZero,
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsValidNumber(JsonElement schema, JsonProperty keyword, BigInteger number)
    {
        return keyword.Name switch
        {
            "minimum" => number >= Bound() && !(IsTrue("exclusiveMinimum") && number == Bound()),
            "maximum" => number <= Bound() && !(IsTrue("exclusiveMaximum") && number == Bound()),
            "exclusiveMinimum" => keyword.Value.ValueKind != JsonValueKind.Number || number > Bound(),
            "exclusiveMaximum" => keyword.Value.ValueKind != JsonValueKind.Number || number < Bound(),
            _ => true,
        };

        BigInteger Bound() => Scaled(keyword.Value.GetRawText());

        bool IsTrue(string modifier) => schema.TryGetProperty(modifier, out var value) && value.ValueKind == JsonValueKind.True;
    }

    private static bool IsValidString(JsonProperty keyword, string text) => keyword.Name switch
    {
        "minLength" => text.EnumerateRunes().Count() >= keyword.Value.GetInt32(),
        "maxLength" => text.EnumerateRunes().Count() <= keyword.Value.GetInt32(),
        "pattern" => EcmaPattern.IsMatch(text, keyword.Value.GetString()!),
        "format" => HasFormat(keyword.Value.GetString()!, text),
        _ => true,
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => IsDate(text),
        "time" => IsTime(text),
        "date-time" => text.Length > 11 && text[10] == 'T' && IsDate(text[..10]) && IsTime(text[11..]),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        _ => true,
    };

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(string text) =>
        TimeOnly.TryParseExact(text[..Math.Min(8, text.Length)], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && Regex.IsMatch(text, @"^.{8}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\z", RegexOptions.None, TimeSpan.FromSeconds(10));

    private bool IsValidArray(JsonElement schema, JsonProperty keyword, List<JsonElement> items) => keyword.Name switch
    {
        "minItems" => items.Count >= keyword.Value.GetInt32(),
        "maxItems" => items.Count <= keyword.Value.GetInt32(),
        "prefixItems" => items.Zip(keyword.Value.EnumerateArray()).All(pair => IsValid(pair.Second, pair.First)),
        "items" when keyword.Value.ValueKind == JsonValueKind.Array =>
            items.Zip(keyword.Value.EnumerateArray()).All(pair => IsValid(pair.Second, pair.First)),
        "items" => items.Skip(PrefixLength(schema)).All(item => IsValid(keyword.Value, item)),
        _ => true,
    };

    private static int PrefixLength(JsonElement schema) =>
        schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;

    private bool IsValidObject(JsonElement schema, JsonProperty keyword, JsonElement value) => keyword.Name switch
    {
        "required" => keyword.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "properties" => keyword.Value.EnumerateObject().All(property =>
            value.EnumerateObject().Where(member => member.NameEquals(property.Name)).All(member => IsValid(property.Value, member.Value))),
        "additionalProperties" => value.EnumerateObject().Where(member => !IsListed(schema, member.Name))
            .All(member => IsValid(keyword.Value, member.Value)),
        _ => true,
    };

    private static bool IsListed(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);
}
