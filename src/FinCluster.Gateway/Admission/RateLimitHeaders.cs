using System.Globalization;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tenants;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Admission;

/// <summary>Tells clients what is left of their limits, in the headers that OpenAI's API has for it.</summary>
internal static class RateLimitHeaders
{
    /// <summary>Writes what the request's admission has shown; nothing when it was not counted.</summary>
    public static void Write(HttpContext http)
    {
        if (http.Features.Get<AuthenticationOutcome>()?.Caller is not { Usage: { } usage } caller)
        {
            return;
        }

        IHeaderDictionary headers = http.Response.Headers;
        if (caller.Limits.RequestsPerSecond is { } perSecond)
        {
            Write(headers, "requests", BucketRule.ForRequests(perSecond).Burst, usage.Requests, usage.RequestsReset);
        }

        if (caller.Limits.TokensPerMinute is { } perMinute)
        {
            Write(headers, "tokens", perMinute, usage.Tokens, usage.TokensReset);
        }
    }

    private static void Write(IHeaderDictionary headers, string what, long limit, long? remaining, TimeSpan? reset)
    {
        headers[$"x-ratelimit-limit-{what}"] = limit.ToString(CultureInfo.InvariantCulture);
        headers[$"x-ratelimit-remaining-{what}"] = (remaining ?? 0).ToString(CultureInfo.InvariantCulture);
        headers[$"x-ratelimit-reset-{what}"] = string.Create(
            CultureInfo.InvariantCulture, $"{Math.Ceiling((reset ?? TimeSpan.Zero).TotalMilliseconds) / 1_000}s");
    }
}
