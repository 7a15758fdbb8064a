using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Tenants;

/// <summary>Reads <c>Authorization: Bearer …</c>; gRPC has the same as metadata.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Gets what a request presents; empty when it presents nothing, or something of another scheme.</summary>
    public static ReadOnlyMemory<char> Of(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsMemory(Scheme.Length).Trim() : default;
    }
}
