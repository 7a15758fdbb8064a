using System.Text.Json;

namespace FinCluster.Core.Refinement;

/// <summary>Reads the vertical model's answer.</summary>
internal static class CorrectionReader
{
    /// <summary>Reads the values of the fields as they are written.</summary>
    /// <returns>The values by field; null when the answer is no object, lacks a field, or has a value of another kind.</returns>
    public static IReadOnlyDictionary<string, byte[]>? Read(ReadOnlySpan<byte> json, IReadOnlyList<DraftField> fields)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (DraftField field in fields)
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object
                    || !document.RootElement.TryGetProperty(field.Name, out JsonElement value) || !Fits(value.ValueKind, field.Kind))
                {
                    return null;
                }

                values[field.Name] = System.Text.Encoding.UTF8.GetBytes(value.GetRawText());
            }

            return values;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Fits(JsonValueKind value, DraftValueKind field) => field switch
    {
        DraftValueKind.Number => value == JsonValueKind.Number,
        DraftValueKind.Text => value == JsonValueKind.String,
        DraftValueKind.Boolean => value is JsonValueKind.True or JsonValueKind.False,
        _ => value is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null,
    };
}
