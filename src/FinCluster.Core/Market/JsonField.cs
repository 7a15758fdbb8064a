using System.Globalization;
using System.Text.Json;

namespace FinCluster.Core.Market;

/// <summary>A value in a calendar's text, with the path by which messages name it.</summary>
internal readonly record struct JsonField(string Path, JsonElement Value)
{
    public MarketCalendarException Error(string what) => new($"{Path}: {what}");

    /// <summary>Checks that this is an object and has none but these fields.</summary>
    public void AllowOnly(params string[] names)
    {
        Expect(JsonValueKind.Object, "an object");
        foreach (JsonProperty property in Value.EnumerateObject())
        {
            if (!names.Contains(property.Name))
            {
                throw Child(property.Name, property.Value).Error($"an unknown field; there are {string.Join(", ", names)}");
            }
        }
    }

    public JsonField Get(string name) => Find(name) ?? throw Error($"lacks '{name}'");

    public JsonField? Find(string name) => Value.TryGetProperty(name, out JsonElement value) ? Child(name, value) : null;

    public JsonField[] Items()
    {
        Expect(JsonValueKind.Array, "a list");
        string path = Path;
        return [.. Value.EnumerateArray().Select((value, i) => new JsonField(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), value))];
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        string text = Value.GetString()!;
        return text.Trim().Length > 0 ? text : throw Error("is empty");
    }

    public int Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int number) ? number : throw Error("must be a whole number");

    public DateOnly Date() => DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        ? date
        : throw Error($"'{Text()}' is no date of the form 2026-01-31");

    /// <summary>One of the names of an enumeration, in camel case.</summary>
    public T Name<T>(params ReadOnlySpan<T> but)
        where T : struct, Enum
    {
        string text = Text();
        var names = new List<string>();
        foreach (T value in Enum.GetValues<T>())
        {
            if (but.Contains(value))
            {
                continue;
            }

            string name = JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
            if (name == text)
            {
                return value;
            }

            names.Add(name);
        }

        throw Error($"'{text}' is none of {string.Join(", ", names)}");
    }

    private void Expect(JsonValueKind kind, string name)
    {
        if (Value.ValueKind != kind)
        {
            throw Error($"must be {name}");
        }
    }

    private JsonField Child(string name, JsonElement value) => new(Path.Length == 0 ? name : $"{Path}.{name}", value);
}
