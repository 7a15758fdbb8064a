using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Audit.Retention;

namespace FinCluster.Audit.Roots;

/// <summary>The JSON files of a log.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DayRoot))]
[JsonSerializable(typeof(PruneRecord))]
[JsonSerializable(typeof(LegalHold[]))]
[JsonSerializable(typeof(LegalHold))]
[JsonSerializable(typeof(Dictionary<string, RetentionClass>))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>Gets the context that writes one line.</summary>
    public static AuditJson Line { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
