using FinCluster.Core.Tenants;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Hosting;

/// <summary>Tells on whose behalf a request comes.</summary>
internal static class Caller
{
    /// <summary>Finds the tenant of a request. While no tenant is defined, all callers are the local one.</summary>
    public static TenantId Tenant(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return TenantId.Local;
    }
}
