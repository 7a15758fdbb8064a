using System.Net;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Admin;

/// <summary>Tells which calls come from the gateway's own machine.</summary>
internal static class LoopbackCalls
{
    // A proxy on this machine calls for somebody else. One that adds none of these cannot be told from a caller of this machine.
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <summary>Tells whether a program of this machine calls, for itself.</summary>
    /// <remarks>
    /// A browser of this machine calls for web pages of others: those bring an Origin, or, where their name was made to resolve to this
    /// machine, another Host.
    /// </remarks>
    public static bool IsDirect(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey)
        && !http.Request.Headers.ContainsKey("Origin")
        && IsLoopbackName(http.Request.Host.Host);

    private static bool IsLoopbackName(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
