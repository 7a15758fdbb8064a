using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Tenants;

/// <summary>Tenants and keys as Redis keeps them: words with a blank between them, the limits of a tenant as JSON at the end.</summary>
/// <remarks>Moments are ticks of UTC. A reader of the JSON skips fields that it does not know.</remarks>
internal static partial class TenantText
{
    private const string NotRevoked = "-";

    /// <summary>Writes a tenant without its id.</summary>
    public static string Format(Tenant tenant) => $"{Format(tenant.CreatedAt)} {Format(tenant.Limits)}";

    /// <summary>Writes limits.</summary>
    public static string Format(TenantLimits limits) => JsonSerializer.Serialize(limits, TenantJson.Default.TenantLimits);

    /// <summary>Writes a moment.</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a tenant.</summary>
    public static Tenant ParseTenant(string id, string text)
    {
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        TenantLimits limits = JsonSerializer.Deserialize(text.AsSpan(blank + 1), TenantJson.Default.TenantLimits)!;
        return new Tenant(new TenantId(id), limits, ParseMoment(text[..blank]));
    }

    /// <summary>Reads a key: tenant, id, created, revoked.</summary>
    public static ApiKeyRecord ParseKey(string hash, string text)
    {
        string[] words = text.Split(' ');
        return new ApiKeyRecord(
            words[1], new ApiKeyHash(hash), ParseMoment(words[2]), words[3] == NotRevoked ? null : ParseMoment(words[3]));
    }

    private static DateTimeOffset ParseMoment(string text) => new(long.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UseStringEnumConverter = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(TenantLimits))]
    private sealed partial class TenantJson : JsonSerializerContext;
}
