using System.Collections.Immutable;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Catalog.Canaries;

/// <summary>A release that a share of an alias's requests goes to, to see how it does.</summary>
/// <param name="Release">The release on trial.</param>
/// <param name="Weight">The share of requests, above 0, at most 1, in steps of 0.000001.</param>
public sealed record Canary(ArtifactHash Release, decimal Weight)
{
    /// <summary>The most tenants that a canary can be limited to.</summary>
    public const int MaxTenants = 100;

    /// <summary>Gets the tenants whose requests may go there; empty for all.</summary>
    public ImmutableArray<TenantId> Tenants { get; init; } = [];

    /// <summary>Gets when the trial ends by itself.</summary>
    public CanaryLimits Limits { get; init; } = new();

    /// <summary>Says what is wrong with it; null when nothing is.</summary>
    public string? FindProblem()
    {
        if (Weight is not (> 0 and <= 1) || !Releases.ReleaseText.IsExact(Weight))
        {
            return "a canary's weight must be above 0 and at most 1, with at most 6 decimals";
        }

        if (Tenants.IsDefault || Tenants.Length > MaxTenants || Tenants.Distinct().Count() != Tenants.Length)
        {
            return $"a canary can be limited to at most {MaxTenants} tenants, each named once";
        }

        return Tenants.All(tenant => TenantId.TryParse(tenant.Value, out _)) ? Limits.FindProblem() : "a canary is limited to what is no tenant's id";
    }
}
