using System.Text.Json;

namespace FinCluster.Core.Refinement;

/// <summary>Finds the JSON object of a draft, and named values in it.</summary>
internal static class DraftReader
{
    // A draft in prose has few braces; more tries would only cost time.
    private const int MaxTries = 16;
    private const int MaxDepth = 32;

    /// <summary>Finds the first JSON object: the draft itself, or one with text around it.</summary>
    /// <returns>Its bytes; an empty range when there is none.</returns>
    public static Range FindObject(ReadOnlySpan<byte> draft)
    {
        int from = 0;
        for (int attempt = 0; attempt < MaxTries && draft[from..].IndexOf((byte)'{') is >= 0 and int offset; attempt++)
        {
            int start = from + offset;
            var reader = new Utf8JsonReader(draft[start..], new JsonReaderOptions { MaxDepth = MaxDepth });
            try
            {
                reader.Read();
                if (reader.TrySkip())
                {
                    return start..(start + (int)reader.BytesConsumed);
                }
            }
            catch (JsonException)
            {
                // A brace of prose; the next one may begin an object.
            }

            from = start + 1;
        }

        return 0..0;
    }

    /// <summary>Finds values: by their path from the root; a single name also anywhere, if it is there once.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="json">Where its object is.</param>
    /// <param name="names">The names.</param>
    /// <returns>The values that are there, are no object or array, and are named once; in the order of the names.</returns>
    public static IReadOnlyList<DraftField> FindFields(ReadOnlySpan<byte> draft, Range json, IReadOnlyList<string> names)
    {
        (int offset, int length) = json.GetOffsetAndLength(draft.Length);
        var found = new List<(string Path, DraftField? Field)>();
        var path = new List<string>();
        int arrays = 0;
        var reader = new Utf8JsonReader(draft.Slice(offset, length), new JsonReaderOptions { MaxDepth = MaxDepth });
        string? name = null;
        while (length > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString();
                    break;
                case JsonTokenType.StartObject:
                    Note(found, path, name, arrays, null);
                    path.Add(name ?? "");
                    name = null;
                    break;
                case JsonTokenType.EndObject:
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.StartArray:
                    Note(found, path, name, arrays, null);
                    name = null;
                    arrays++;
                    break;
                case JsonTokenType.EndArray:
                    arrays--;
                    break;
                default:
                    Note(found, path, name, arrays, new DraftField("", KindOf(reader.TokenType), offset + (int)reader.TokenStartIndex, LengthOf(reader)));
                    name = null;
                    break;
            }
        }

        return [.. names.Select(wanted => Find(found, wanted)).OfType<DraftField>()];
    }

    private static DraftField? Find(List<(string Path, DraftField? Field)> found, string wanted)
    {
        (string Path, DraftField? Field)[] exact = [.. found.Where(one => one.Path == wanted)];
        (string Path, DraftField? Field)[] named = exact.Length > 0 || wanted.Contains('.', StringComparison.Ordinal)
            ? exact
            : [.. found.Where(one => one.Path.EndsWith("." + wanted, StringComparison.Ordinal))];
        return named is [{ Field: { } field }] ? field with { Name = wanted } : null;
    }

    // Values in arrays have no name of their own. The root object's place in the path is empty.
    private static void Note(List<(string Path, DraftField? Field)> found, List<string> path, string? name, int arrays, DraftField? field)
    {
        if (name is not null)
        {
            string full = string.Join('.', path.Skip(1).Append(name));
            found.Add((full, arrays == 0 ? field : null));
        }
    }

    private static DraftValueKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.Number => DraftValueKind.Number,
        JsonTokenType.String => DraftValueKind.Text,
        JsonTokenType.Null => DraftValueKind.Null,
        _ => DraftValueKind.Boolean,
    };

    // A string's quotes belong to the value.
    private static int LengthOf(in Utf8JsonReader reader) => reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.String ? 2 : 0);
}
