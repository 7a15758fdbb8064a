using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>Writes and reads what a gateway posts, for backends that keep it as text.</summary>
public static partial class GatewayDemandText
{
    /// <summary>Writes a post as JSON.</summary>
    public static string Format(GatewayDemand demand) => JsonSerializer.Serialize(demand, DemandJson.Default.GatewayDemand);

    /// <summary>Reads a post.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static GatewayDemand Parse(string text)
    {
        try
        {
            GatewayDemand demand = JsonSerializer.Deserialize(text, DemandJson.Default.GatewayDemand)
                ?? throw new FormatException("the demand of a gateway is null");
            return demand.Models.IsDefault || demand.Models.Any(model => model is null)
                ? throw new FormatException("the demand of a gateway is incomplete")
                : demand;
        }
        catch (JsonException e)
        {
            throw new FormatException($"the demand of a gateway cannot be read: {e.Message}", e);
        }
    }

    // What a newer gateway adds is passed over, so that gateways and scalers of two releases understand each other.
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(GatewayDemand))]
    private sealed partial class DemandJson : JsonSerializerContext;
}
