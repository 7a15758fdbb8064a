using FinCluster.Core.Routing;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Catalog.Canaries;

/// <summary>Decides which requests go to a canary: by their names alone, so that gateways agree without talking.</summary>
/// <remarks>
/// A session stays where it is for as long as the canary lasts; a larger weight only adds to those that are there. Another release draws anew, so it is not
/// always the same customers who try.
/// </remarks>
public static class CanaryShare
{
    /// <summary>Says whether a request goes to the canary.</summary>
    /// <param name="canary">The canary.</param>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="key">The session, or, where there is none, the request.</param>
    public static bool Picks(Canary canary, TenantId tenant, string key)
    {
        ArgumentNullException.ThrowIfNull(canary);
        ArgumentNullException.ThrowIfNull(key);
        if (!canary.Tenants.IsEmpty && !canary.Tenants.Contains(tenant))
        {
            return false;
        }

        // A multiple, so that a session that is named like its tenant is nothing special.
        ulong who = RendezvousHash.Weight(RendezvousHash.Key(key), RendezvousHash.Key(tenant.Value) * 3);
        ulong place = RendezvousHash.Weight(who, RendezvousHash.Key(canary.Release.Value));

        // The upper 32 bits as a share of 1: finer than any weight, and exact as a decimal.
        return (place >> 32) < canary.Weight * 4_294_967_296m;
    }
}
