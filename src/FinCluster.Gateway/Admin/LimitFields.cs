using System.Text.Json;
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
        ThrowIfUnknown(limits, Known);
        return new TenantLimits
        {
            RequestsPerSecond = Decimal(limits, "requests_per_second"),
            TokensPerMinute = limits.LongInteger("tokens_per_minute"),
            ConcurrentStreams = limits.Integer("concurrent_streams"),
            MonthlyTokens = limits.LongInteger("monthly_tokens"),
            Weight = limits.Integer("weight") ?? 1,
        }.WithClasses(Class(limits, "default_class"), Class(limits, "highest_class"));
    }

    /// <summary>Refuses fields that are not known: a limit whose name is misspelt would be no limit, and nobody would see it.</summary>
    /// <exception cref="RequestException">There is one.</exception>
    public static void ThrowIfUnknown(in JsonFields body, params ReadOnlySpan<string> known)
    {
        foreach (string name in body.Names)
        {
            if (!known.Contains(name))
            {
                throw RequestException.Invalid(body.PathOf(name), $"{body.PathOf(name)} is not known");
            }
        }
    }

    private static decimal? Decimal(in JsonFields limits, string name) => limits.Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) ? number
        : throw limits.Wrong(name, "a number");

    private static SloClass? Class(in JsonFields limits, string name) => limits.String(name) is not { } text ? null
        : SloClassText.TryParse(text, out SloClass value) ? value
        : throw limits.Wrong(name, $"one of {SloClassText.All}");
}
