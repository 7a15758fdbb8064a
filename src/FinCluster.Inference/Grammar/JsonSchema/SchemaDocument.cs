using System.Globalization;
using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>A schema's JSON text, read, and the places inside it that references lead to.</summary>
internal sealed class SchemaDocument
{
    private static readonly JsonDocumentOptions ReaderOptions = new()
    {
        MaxDepth = SchemaLimits.SchemaDepth,
        AllowDuplicateProperties = false,
    };

    private SchemaDocument(JsonElement root) => Root = new SchemaLocation(string.Empty, root);

    /// <summary>Gets the whole schema.</summary>
    public SchemaLocation Root { get; }

    /// <summary>Reads <paramref name="schemaJson"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is too large, too deep, no JSON or no schema.</exception>
    public static SchemaDocument Parse(string schemaJson)
    {
        if (schemaJson.Length > SchemaLimits.SchemaCharacters)
        {
            throw SchemaError.Of($"it is longer than {SchemaLimits.SchemaCharacters} characters.");
        }

        try
        {
            using var document = JsonDocument.Parse(schemaJson, ReaderOptions);
            var root = document.RootElement.Clone();
            return root.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
                ? new SchemaDocument(root)
                : throw SchemaError.At(string.Empty, "a schema must be an object or a boolean");
        }
        catch (JsonException exception)
        {
            throw SchemaError.Of($"it is not valid JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw SchemaError.Of("it is not valid Unicode text.", exception);
        }
    }

    /// <summary>Finds what the reference at <paramref name="source"/> names.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It leads out of the document or nowhere.</exception>
    public SchemaLocation Resolve(SchemaLocation source)
    {
        var reference = SchemaText.Read(source);
        if (!reference.StartsWith('#'))
        {
            throw SchemaError.At(source.Pointer, $"\"$ref\" may only point into this document, with '#', but is \"{reference}\"");
        }

        var pointer = Uri.UnescapeDataString(reference[1..]);
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            throw SchemaError.At(source.Pointer, $"\"$ref\" must be '#' or a JSON pointer after '#', but is \"{reference}\"");
        }

        return pointer.Split('/').Skip(1).Aggregate(Root, (location, token) => Step(location, token, source, reference));
    }

    private static SchemaLocation Step(SchemaLocation location, string token, SchemaLocation source, string reference)
    {
        var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        if (location.Element.ValueKind == JsonValueKind.Object && location.TryGetMember(name, out var member))
        {
            return member;
        }

        var isIndex = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return isIndex && location.Element.ValueKind == JsonValueKind.Array && index < location.Element.GetArrayLength()
            ? location.Items().ElementAt(index)
            : throw SchemaError.At(source.Pointer, $"\"$ref\" leads nowhere: the document has no \"{reference}\"");
    }
}
