using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>Reads strings out of a schema and writes values back as compact JSON.</summary>
internal static class SchemaText
{
    /// <summary>Reads the string at <paramref name="location"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is no string, or half of a surrogate pair is in it.</exception>
    public static string Read(SchemaLocation location)
    {
        if (location.Element.ValueKind != JsonValueKind.String)
        {
            throw SchemaError.At(location.Pointer, "the value must be a string");
        }

        return Decode(location, () => location.Element.GetString()!);
    }

    /// <summary>Reads the name of <paramref name="member"/>, a member of the object at <paramref name="location"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">Half of a surrogate pair is in it.</exception>
    public static string ReadName(SchemaLocation location, JsonProperty member) => Decode(location, () => member.Name);

    /// <summary>Writes a JSON string with as few escapes as JSON allows, so that CJK text stays readable.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            quoted.Append(Escape(character) ?? character.ToString());
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The escape that JSON needs for <paramref name="codePoint"/> inside a string; null when it stands for itself.</summary>
    public static string? Escape(int codePoint) => codePoint switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        < 0x20 or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\u{codePoint:x4}"),
        _ => null,
    };

    /// <summary>Writes the value at <paramref name="location"/> as JSON without blanks. Numbers keep their spelling.</summary>
    public static string Compact(SchemaLocation location) => location.Element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', location.Members().Select(Member))}}}",
        JsonValueKind.Array => $"[{string.Join(',', location.Items().Select(Compact))}]",
        JsonValueKind.String => Quote(Read(location)),
        _ => location.Element.GetRawText(),
    };

    // Escapes such as \ud800 are valid JSON, but stand for no character; the reader tells by throwing.
    private static string Decode(SchemaLocation location, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw SchemaError.At(location.Pointer, "a string is not valid Unicode text");
        }
    }

    private static string Member((string Name, SchemaLocation Value) member) => $"{Quote(member.Name)}:{Compact(member.Value)}";
}
