using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>What is learned of a pool: its demand, and how long replicas take to start, without which the one that takes over would ask too late.</summary>
/// <param name="Forecast">The forecast, as <see cref="Scaling.Forecast.DemandForecastText"/> writes it.</param>
/// <param name="Starts">The last start-up times, in seconds.</param>
internal sealed partial record PoolMemory(string Forecast, ImmutableArray<double> Starts)
{
    /// <summary>Writes it as JSON.</summary>
    public static string Format(PoolMemory memory) => JsonSerializer.Serialize(memory, MemoryJson.Default.PoolMemory);

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static PoolMemory Parse(string text)
    {
        try
        {
            PoolMemory? memory = JsonSerializer.Deserialize(text, MemoryJson.Default.PoolMemory);
            return memory is { Starts.IsDefault: false } && memory.Starts.All(seconds => seconds >= 0 && double.IsFinite(seconds))
                ? memory
                : throw new FormatException("what is noted of a pool is incomplete, or a start-up time is negative");
        }
        catch (JsonException e)
        {
            throw new FormatException($"what is noted of a pool cannot be read: {e.Message}", e);
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(PoolMemory))]
    private sealed partial class MemoryJson : JsonSerializerContext;
}
