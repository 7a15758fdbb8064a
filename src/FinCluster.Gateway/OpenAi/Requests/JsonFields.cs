using System.Text.Json;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads the fields of a JSON object; what has the wrong type is the caller's error and names the field.</summary>
/// <remarks>A field that is null counts as absent, as in OpenAI's API.</remarks>
internal readonly struct JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;

    /// <param name="element">The object.</param>
    /// <param name="path">Its own name, for messages; empty for the body itself.</param>
    /// <exception cref="RequestException">It is no object, or the name of a field is not Unicode.</exception>
    public JsonFields(JsonElement element, string path)
    {
        _path = path;
        _object = element.ValueKind == JsonValueKind.Object ? element : throw About(path, "must be a JSON object");
        CheckNames(element, path);
    }

    /// <summary>Gets the names of the fields that are not null.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject()
        .Where(property => property.Value.ValueKind != JsonValueKind.Null)
        .Select(property => property.Name);

    /// <summary>Names a field of this object from the top.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>Finds a field; null when it is absent.</summary>
    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Says whether a field stands there, if only as null.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    public string? String(string name) => Find(name) is { } value ? ReadString(value, PathOf(name)) : null;

    public bool? Boolean(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "a boolean"),
    };

    public double? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Wrong(name, "a number");

    public int? Integer(string name) => Find(name) is not { } value ? null : ReadInteger(value, PathOf(name));

    public long? LongInteger(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number
        : throw Wrong(name, $"an integer from {long.MinValue} to {long.MaxValue}");

    public decimal? Decimal(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) ? number
        : throw Wrong(name, "a number");

    public JsonFields? Object(string name) => Find(name) is { } value ? new JsonFields(value, PathOf(name)) : null;

    /// <summary>Gets a field as the JSON text that it was written in; null when it is absent.</summary>
    public string? RawText(string name)
    {
        try
        {
            return Find(name)?.GetRawText();
        }
        catch (InvalidOperationException e)
        {
            throw About(PathOf(name), "is not valid UTF-8", e);
        }
    }

    /// <summary>Gets the elements of an array; null when it is absent.</summary>
    public JsonElement[]? Array(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Wrong(name, "an array");

    /// <summary>Refuses fields that are not known: one whose name is misspelt would mean nothing, and nobody would see it.</summary>
    /// <exception cref="RequestException">There is one.</exception>
    public void ThrowIfUnknown(params ReadOnlySpan<string> known)
    {
        foreach (string name in Names)
        {
            if (!known.Contains(name))
            {
                throw RequestException.Invalid(PathOf(name), $"{PathOf(name)} is not known");
            }
        }
    }

    /// <summary>The error for a field of the wrong type.</summary>
    public RequestException Wrong(string name, string expected) => RequestException.Invalid(PathOf(name), $"{PathOf(name)} must be {expected}");

    /// <summary>The error for a field that must be there.</summary>
    public RequestException Missing(string name) => RequestException.Invalid(PathOf(name), $"{PathOf(name)} is missing");

    internal static string ReadString(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw RequestException.Invalid(path, $"{path} must be a string");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // The reader finds bytes that are no UTF-8, and lone surrogates in escapes, only when it decodes the string.
            throw About(path, "is not valid UTF-8", e);
        }
    }

    internal static int ReadInteger(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw RequestException.Invalid(path, $"{path} must be an integer from {int.MinValue} to {int.MaxValue}");

    // The document decodes names only when it is asked for them, so that one of bytes that are no UTF-8 would show by chance.
    private static void CheckNames(JsonElement element, string path)
    {
        try
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                _ = property.Name;
            }
        }
        catch (InvalidOperationException e)
        {
            throw About(path, "has a field whose name is not valid UTF-8", e);
        }
    }

    private static RequestException About(string path, string problem, Exception? inner = null) => path.Length == 0
        ? new RequestException(ErrorCode.InvalidRequest, $"the body {problem}", "body", inner)
        : new RequestException(ErrorCode.InvalidRequest, $"{path} {problem}", path, inner);
}
