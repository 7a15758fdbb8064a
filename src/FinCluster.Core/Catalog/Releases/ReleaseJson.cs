using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Catalog.Releases;

/// <summary>Reads releases and gate results. A field that is not known is an error: who wrote it meant something by it.</summary>
internal static partial class ReleaseJson
{
    /// <summary>Reads a release.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static Release Parse(string text)
    {
        ReleaseFields fields = Read(() => JsonSerializer.Deserialize(text, ReleaseContext.Default.ReleaseFields));
        return fields.Release == 1
            ? new Release(Hash(fields.Base))
            {
                Domain = Use(fields.Domain),
                Task = Use(fields.Task),
                ChatTemplate = HashOrNull(fields.Template),
                GuardRules = HashOrNull(fields.Guard),
                Knowledge = HashOrNull(fields.Knowledge),
                Gates = fields.Gates is null ? null : Gates(fields.Gates),
                Note = fields.Note ?? "",
            }
            : throw new FormatException($"the form of the release has the number {fields.Release}, which this build does not know");
    }

    /// <summary>Reads gate results.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static GateResults ParseGates(string text) => Gates(Read(() => JsonSerializer.Deserialize(text, ReleaseContext.Default.GateFields)));

    private static T Read<T>(Func<T?> read)
    {
        try
        {
            return read() ?? throw new FormatException("the text is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the text is not valid: {e.Message}", e);
        }
    }

    private static GateResults Gates(GateFields fields)
    {
        decimal microseconds = (fields.P99LatencyMs ?? 0) * 1_000;
        if (Math.Abs(microseconds) > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond || decimal.Truncate(microseconds) != microseconds)
        {
            throw new FormatException("p99_latency_ms must have at most 3 decimals");
        }

        return new GateResults
        {
            Accuracy = fields.Accuracy,
            RegulatoryAccuracy = fields.RegulatoryAccuracy,
            RiskSensitivity = fields.RiskSensitivity,
            P99Latency = fields.P99LatencyMs is null ? null : new TimeSpan((long)microseconds * TimeSpan.TicksPerMicrosecond),
            ParameterChange = fields.ParameterChange,
            QuestionSet = fields.QuestionSet,
            QuestionSetHash = HashOrNull(fields.QuestionSetHash),
            MeasuredAt = fields.MeasuredAt,
        };
    }

    private static AdapterUse? Use(UseFields? fields) => fields is null ? null : new AdapterUse(Hash(fields.Adapter), fields.Scale);

    private static ArtifactHash? HashOrNull(string? text) => text is null ? null : Hash(text);

    private static ArtifactHash Hash(string? text) => ArtifactHash.TryParse(text, out ArtifactHash hash)
        ? hash
        : throw new FormatException("a hash must be 64 lower-case hexadecimal digits");

    private sealed record ReleaseFields(
        int Release, string? Base, UseFields? Domain, UseFields? Task, string? Template, string? Guard, string? Knowledge, GateFields? Gates, string? Note);

    private sealed record UseFields(string? Adapter, decimal Scale);

    private sealed record GateFields(
        decimal? Accuracy, decimal? RegulatoryAccuracy, decimal? RiskSensitivity, [property: JsonPropertyName("p99_latency_ms")] decimal? P99LatencyMs,
        decimal? ParameterChange, string? QuestionSet, string? QuestionSetHash, DateTimeOffset? MeasuredAt);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(ReleaseFields))]
    [JsonSerializable(typeof(GateFields))]
    private sealed partial class ReleaseContext : JsonSerializerContext;
}
