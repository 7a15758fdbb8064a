using FinCluster.Core.Errors;

namespace FinCluster.Core.Tenants.Administration;

/// <summary>What an administrator does with tenants, whether in the store itself or through a gateway.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread.</para>
/// <para>Every id is as a person wrote it; one that cannot be an id is refused, as what is wrong with it says.</para>
/// <para>Errors: all members throw <see cref="RequestException"/>, and <see cref="ControlPlaneUnavailableException"/> or a
/// transport's own exception when nobody answers; a change may then have been made all the same.</para>
/// </remarks>
public interface ITenantAdministration
{
    /// <summary>The tenants of a page unless the caller says otherwise.</summary>
    const int DefaultPageSize = 100;

    /// <summary>The most tenants of one page.</summary>
    const int MaxPageSize = 1_000;

    /// <summary>Adds a tenant without keys.</summary>
    /// <exception cref="RequestException">There is a tenant of that id, or a limit is out of its range.</exception>
    Task<TenantDetails> CreateAsync(string? id, TenantLimits limits, CancellationToken cancellationToken);

    /// <summary>Reads a tenant.</summary>
    /// <exception cref="RequestException">There is none of that id.</exception>
    Task<TenantDetails> GetAsync(string? id, CancellationToken cancellationToken);

    /// <summary>Lists tenants in the ordinal order of their ids.</summary>
    /// <param name="pageSize">The most tenants to list, 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="pageToken">Where the page before ended; null or empty for the first one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">The page size or the token is not valid.</exception>
    Task<TenantPage> ListAsync(int pageSize, string? pageToken, CancellationToken cancellationToken);

    /// <summary>Replaces all limits of a tenant.</summary>
    /// <exception cref="RequestException">There is no such tenant, or a limit is out of its range.</exception>
    Task<TenantDetails> SetLimitsAsync(string? id, TenantLimits limits, CancellationToken cancellationToken);

    /// <summary>Gives a tenant one more key.</summary>
    /// <exception cref="RequestException">There is no such tenant, or it has too many keys.</exception>
    Task<NewApiKey> CreateKeyAsync(string? id, CancellationToken cancellationToken);

    /// <summary>Lists the keys of a tenant, the oldest first, revoked ones included.</summary>
    /// <exception cref="RequestException">There is no such tenant.</exception>
    Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(string? id, CancellationToken cancellationToken);

    /// <summary>Revokes a key for good.</summary>
    /// <exception cref="RequestException">There is no such tenant, or it has no good key of that id.</exception>
    Task RevokeKeyAsync(string? id, string keyId, CancellationToken cancellationToken);
}
