using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FinCluster.Core.Refinement;

/// <summary>The JSON schema of a second stage: an object of the fields, each of its kind, and nothing else.</summary>
internal static class RefinementSchema
{
    // A corrected figure or name is short; the bound keeps a model that rambles from using up the time.
    private const int MaxStringLength = 200;

    /// <summary>Writes the schema.</summary>
    public static string For(IReadOnlyList<DraftField> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            foreach (DraftField field in fields)
            {
                writer.WriteStartObject(field.Name);
                WriteType(writer, field.Kind);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteStartArray("required");
            foreach (DraftField field in fields)
            {
                writer.WriteStringValue(field.Name);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteType(Utf8JsonWriter writer, DraftValueKind kind)
    {
        switch (kind)
        {
            case DraftValueKind.Number:
                writer.WriteString("type", "number");
                break;
            case DraftValueKind.Boolean:
                writer.WriteString("type", "boolean");
                break;
            case DraftValueKind.Text:
                writer.WriteString("type", "string");
                writer.WriteNumber("maxLength", MaxStringLength);
                break;
            default:
                // What a missing value should be, only the second model can say.
                writer.WriteStartArray("type");
                writer.WriteStringValue("number");
                writer.WriteStringValue("string");
                writer.WriteStringValue("null");
                writer.WriteEndArray();
                writer.WriteNumber("maxLength", MaxStringLength);
                break;
        }
    }
}
