using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Scaler.Control;

/// <summary>What a leader notes: for the next leader, and for scalers that do not lead and are asked all the same.</summary>
/// <param name="Pools">The pools by their names.</param>
internal sealed partial record ScalerNote(ImmutableSortedDictionary<string, PoolNote> Pools)
{
    /// <summary>The note before the first.</summary>
    public static readonly ScalerNote Empty = new(ImmutableSortedDictionary<string, PoolNote>.Empty);

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ScalerNote Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, NoteJson.Default.ScalerNote) ?? throw new FormatException("the scaler's note is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the scaler's note cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this, NoteJson.Default.ScalerNote);

    // What a newer scaler adds is passed over, so that two releases can follow each other.
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(ScalerNote))]
    private sealed partial class NoteJson : JsonSerializerContext;
}

/// <summary>What is noted of a pool.</summary>
/// <param name="Replicas">How many replicas were asked for.</param>
/// <param name="Memory">What the forecast has learned, as <see cref="Core.Scaling.Forecast.DemandForecastText"/> writes it; null for a policy without one.</param>
internal sealed record PoolNote(int Replicas, string? Memory);
