using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.OpenAi.Requests;

namespace FinCluster.Gateway.Admin;

/// <summary>Reads the limits of a tenant from JSON. What is absent or null does not exist.</summary>
internal static class LimitFields
{
    private static readonly string[] Known =
    [
        "requests_per_second", "tokens_per_minute", "concurrent_streams", "monthly_tokens", "default_class", "highest_class", "weight",
    ];

    /// <summary>Reads limits; whether they are in range is checked later.</summary>
    /// <exception cref="RequestException">A field has the wrong type, or is unknown.</exception>
    public static TenantLimits Read(in JsonFields limits)
    {
        limits.ThrowIfUnknown(Known);
        return new TenantLimits
        {
            RequestsPerSecond = limits.Decimal("requests_per_second"),
            TokensPerMinute = limits.LongInteger("tokens_per_minute"),
            ConcurrentStreams = limits.Integer("concurrent_streams"),
            MonthlyTokens = limits.LongInteger("monthly_tokens"),
            Weight = limits.Integer("weight") ?? 1,
        }.WithClasses(Class(limits, "default_class"), Class(limits, "highest_class"));
    }

    private static SloClass? Class(in JsonFields limits, string name) => limits.String(name) is not { } text ? null
        : SloClassText.TryParse(text, out SloClass value) ? value
        : throw limits.Wrong(name, $"one of {SloClassText.All}");
}
