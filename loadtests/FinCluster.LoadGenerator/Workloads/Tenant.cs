using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>One of several callers that load a server at the same time.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Key">Its API key.</param>
/// <param name="Weight">Factor of the streams, or of the requests per second, that the command line names.</param>
/// <param name="Group">Tenants of one group are also reported together; null for none.</param>
internal sealed partial record Tenant(string Name, string? Key, double Weight = 1, string? Group = null)
{
    /// <summary>Reads tenants from a file: a JSON list of objects with name, key and weight.</summary>
    /// <exception cref="InvalidDataException">The file is not such a list.</exception>
    public static IReadOnlyList<Tenant> Read(string path)
    {
        try
        {
            Tenant[]? tenants = JsonSerializer.Deserialize(File.ReadAllBytes(path), TenantJson.Default.TenantArray);
            return tenants is { Length: > 0 } && tenants.All(tenant => tenant is { Name.Length: > 0, Weight: > 0 and < 1e6 })
                ? tenants
                : throw new InvalidDataException($"{path} must be a list of tenants, each with a name and a weight above 0");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no list of tenants: {e.Message}", e);
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Tenant[]))]
    private sealed partial class TenantJson : JsonSerializerContext;
}
