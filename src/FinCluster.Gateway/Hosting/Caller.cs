using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tenants;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Hosting;

/// <summary>Tells on whose behalf a request comes.</summary>
internal static class Caller
{
    /// <summary>Finds the tenant of a request.</summary>
    /// <exception cref="RequestException">The request has no good API key, though tenants are defined.</exception>
    public static TenantId Tenant(HttpContext http) => Of(http).Tenant;

    /// <summary>Finds the tenant of a request with what it may use.</summary>
    /// <exception cref="RequestException">The request has no good API key, though tenants are defined.</exception>
    public static RequestCaller Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<AuthenticationOutcome>() switch
        {
            { Caller: { } caller } => caller,
            { Refusal: { } refusal } => throw refusal,
            _ => throw new InvalidOperationException("the request did not pass the authentication"),
        };
    }
}
