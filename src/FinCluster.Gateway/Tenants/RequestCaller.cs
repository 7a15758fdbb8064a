using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;

namespace FinCluster.Gateway.Tenants;

/// <summary>Who sends one request. Used by one request.</summary>
/// <param name="tenant">The tenant.</param>
/// <param name="limits">What it may use.</param>
/// <param name="isMetered">Whether the ledger counts what it uses; the callers without a key while no tenant is defined are not counted.</param>
internal sealed class RequestCaller(TenantId tenant, TenantLimits limits, bool isMetered)
{
    private static readonly TenantLimits LocalLimits = new() { HighestClass = SloClass.Realtime };

    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets what it may use.</summary>
    public TenantLimits Limits { get; } = limits;

    /// <summary>Gets a value indicating whether the ledger counts what it uses.</summary>
    public bool IsMetered { get; } = isMetered;

    /// <summary>Gets or sets what was left of the limits when the request was admitted or refused; null before that.</summary>
    public TenantUsage? Usage { get; set; }

    /// <summary>Makes the caller of a request that needs no key.</summary>
    public static RequestCaller Local() => new(TenantId.Local, LocalLimits, isMetered: false);
}

/// <summary>What became of the search for a request's caller; one of both is there.</summary>
/// <param name="Caller">Who sends it.</param>
/// <param name="Refusal">Why nobody does.</param>
internal sealed record AuthenticationOutcome(RequestCaller? Caller, RequestException? Refusal);
