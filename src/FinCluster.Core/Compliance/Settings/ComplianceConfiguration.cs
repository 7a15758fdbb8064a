using System.Collections.Frozen;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Compliance.Settings;

/// <summary>What is done to questions and answers, tenant by tenant. Immutable.</summary>
/// <param name="producer">Who offers the service.</param>
/// <param name="others">What holds for tenants that are not named.</param>
/// <param name="tenants">What holds for tenants by name.</param>
public sealed class ComplianceConfiguration(ContentProducer producer, ComplianceProfile others, IReadOnlyDictionary<TenantId, ComplianceProfile> tenants)
{
    /// <summary>What holds where nothing is configured.</summary>
    public static readonly ComplianceConfiguration Default = new(ContentProducer.Unnamed, ComplianceProfile.Default, new Dictionary<TenantId, ComplianceProfile>());

    /// <summary>No guard, no masks and no labels for anybody.</summary>
    public static readonly ComplianceConfiguration Off = Create(new ComplianceProfile { Audience = Audience.Internal, Guard = false, Mask = false });

    private readonly FrozenDictionary<TenantId, ComplianceProfile> _tenants = tenants.ToFrozenDictionary();

    /// <summary>Gets the highest tier whose requests may go to a release on trial.</summary>
    /// <value>Default <see cref="RiskTier.High"/>: all.</value>
    public RiskTier CanariesUpTo { get; init; } = RiskTier.High;

    /// <summary>Gets who offers the service.</summary>
    public ContentProducer Producer { get; } = producer;

    /// <summary>Gets what holds for tenants that are not named.</summary>
    public ComplianceProfile Others { get; } = others;

    /// <summary>Makes a configuration of one profile for everybody, callers without a key included.</summary>
    public static ComplianceConfiguration Create(ComplianceProfile profile) =>
        new(ContentProducer.Unnamed, profile, new Dictionary<TenantId, ComplianceProfile> { [TenantId.Local] = profile });

    /// <summary>Says whether a tenant's requests may go to a release on trial.</summary>
    public bool TakesCanaries(TenantId tenant) => Of(tenant).Risk <= CanariesUpTo;

    /// <summary>Gets what holds for a tenant.</summary>
    public ComplianceProfile Of(TenantId tenant) =>
        _tenants.TryGetValue(tenant, out ComplianceProfile? named) ? named : tenant == TenantId.Local ? ComplianceProfile.Local : Others;
}
