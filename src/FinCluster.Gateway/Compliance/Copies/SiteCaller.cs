using FinCluster.Core.Errors;
using FinCluster.Gateway.Tenants;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Compliance.Copies;

/// <summary>A site that sends its audit log.</summary>
/// <param name="Site">Its name.</param>
internal sealed record SiteCaller(string Site)
{
    /// <summary>The path under which every HTTP request is a site's.</summary>
    public const string Path = "/audit";

    /// <summary>Lets a site in, or refuses the caller.</summary>
    /// <exception cref="RequestException">The caller has no key of a site.</exception>
    public static SiteCaller Demand(HttpContext http, SiteKeys? keys) =>
        keys?.Find(BearerToken.Of(http).Span) is { } site
            ? new SiteCaller(site)
            : throw new RequestException(ErrorCode.InvalidApiKey, "this needs the key of a site; send it as 'Authorization: Bearer …'", "authorization");

    /// <summary>Gets the site of an HTTP request that was let in.</summary>
    /// <exception cref="InvalidOperationException">Nobody has checked the request, which is a bug.</exception>
    public static SiteCaller Of(HttpContext http) => http.Features.Get<SiteCaller>()
        ?? throw new InvalidOperationException("the request did not pass the sites' door");
}
