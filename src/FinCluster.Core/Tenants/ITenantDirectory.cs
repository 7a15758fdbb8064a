using FinCluster.Core.Errors;

namespace FinCluster.Core.Tenants;

/// <summary>What a gateway asks often: whether anything changed.</summary>
/// <param name="Version">Grows with every change of a tenant or key.</param>
/// <param name="HasTenants">Whether a tenant is defined. Once true it stays true.</param>
public readonly record struct DirectoryState(long Version, bool HasTenants);

/// <summary>How adding a key ended.</summary>
public enum AddKeyStatus
{
    /// <summary>The key is good from now on.</summary>
    Added,

    /// <summary>There is no such tenant.</summary>
    NotFound,

    /// <summary>The tenant has <see cref="ITenantDirectory.MaxKeysPerTenant"/> keys, revoked ones included.</summary>
    TooMany,
}

/// <summary>Keeps the tenants, their limits and the hashes of their API keys.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, of any process that shares the backend.</para>
/// <para>
/// Order: a change raises the version in the same step. So who reads version v and then a tenant sees at least the changes up
/// to v. A read that starts after a change returned sees it.
/// </para>
/// <para>Backend away: calls throw <see cref="ControlPlaneUnavailableException"/>.</para>
/// <para>Crash: a change that returned survives the death of every process.</para>
/// <para>Cancellation: a cancelled call changed everything it would have changed, or nothing.</para>
/// <para>
/// Nobody asks this port on a request's path: gateways keep the answers, and ask for the version every second; so a revocation takes effect
/// within two seconds while the backend can be reached. While it cannot, what is known stays good.
/// </para>
/// </remarks>
public interface ITenantDirectory
{
    /// <summary>The most keys of a tenant, revoked ones included.</summary>
    const int MaxKeysPerTenant = 100;

    /// <summary>Reads the version and whether there is a tenant. It is asked every second by every gateway, so it is cheap.</summary>
    Task<DirectoryState> GetStateAsync(CancellationToken cancellationToken);

    /// <summary>Adds a tenant; false when there is one of that id, which stays as it is.</summary>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    Task<bool> CreateAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>Reads a tenant; null when there is none of that id.</summary>
    Task<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Finds the tenant of a key; null when the key is unknown or revoked.</summary>
    Task<Tenant?> FindByKeyAsync(ApiKeyHash key, CancellationToken cancellationToken);

    /// <summary>Lists all tenants in the ordinal order of their ids. For operators, not for requests.</summary>
    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the limits of a tenant; false when there is none.</summary>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    Task<bool> SetLimitsAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken);

    /// <summary>Adds a key to a tenant.</summary>
    Task<AddKeyStatus> AddKeyAsync(TenantId tenant, ApiKeyRecord key, CancellationToken cancellationToken);

    /// <summary>Lists the keys of a tenant, the oldest first, revoked ones included; empty when there is no such tenant.</summary>
    Task<IReadOnlyList<ApiKeyRecord>> ListKeysAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Revokes a key for good; false when the tenant has none of that id that is still good.</summary>
    Task<bool> RevokeKeyAsync(TenantId tenant, string keyId, DateTimeOffset now, CancellationToken cancellationToken);
}
