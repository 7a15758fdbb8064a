using System.Net;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Admin;

/// <summary>How an administrator has shown to be one.</summary>
internal enum AdminProof
{
    /// <summary>By the administrator key.</summary>
    Key,

    /// <summary>By calling from the gateway's own machine, where there is no administrator key.</summary>
    Loopback,
}

/// <summary>An administrator who calls.</summary>
/// <param name="Proof">How that is known.</param>
/// <param name="Address">Where the call comes from: the caller's machine, or a proxy before it.</param>
internal sealed record AdminCaller(AdminProof Proof, IPAddress? Address)
{
    /// <summary>Gets the administrator of an HTTP request that was let in.</summary>
    /// <exception cref="InvalidOperationException">Nobody has checked the request, which is a bug.</exception>
    public static AdminCaller Of(HttpContext http) => http.Features.Get<AdminCaller>()
        ?? throw new InvalidOperationException("the request did not pass the administrators' door");
}
