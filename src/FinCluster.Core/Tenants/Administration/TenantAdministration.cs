using FinCluster.Core.Errors;

namespace FinCluster.Core.Tenants.Administration;

/// <summary>Reads what tenants have used in this month; who has used nothing may be missing.</summary>
public delegate Task<IReadOnlyDictionary<TenantId, long>> SpendReader(IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken);

/// <summary>Administers the tenants of a directory.</summary>
/// <param name="directory">Keeps the tenants.</param>
/// <param name="spend">Knows what they have used.</param>
/// <param name="time">Dates what is made and revoked.</param>
public sealed class TenantAdministration(ITenantDirectory directory, SpendReader spend, TimeProvider time) : ITenantAdministration
{
    /// <summary>Reads what tenants have used from a ledger.</summary>
    public static SpendReader SpendOf(ITenantLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return async (tenants, cancellationToken) =>
        {
            var spend = new Dictionary<TenantId, long>();
            foreach (Tenant tenant in tenants)
            {
                spend[tenant.Id] = (await ledger.GetUsageAsync(tenant.Id, tenant.Limits, cancellationToken)).MonthTokens;
            }

            return spend;
        };
    }

    /// <inheritdoc/>
    public async Task<TenantDetails> CreateAsync(string? id, TenantLimits limits, CancellationToken cancellationToken)
    {
        Tenant tenant = new(Parse(id), Check(limits), time.GetUtcNow());
        return await directory.CreateAsync(tenant, cancellationToken)
            ? await DescribeAsync(tenant, cancellationToken)
            : throw new RequestException(ErrorCode.TenantExists, $"there is a tenant '{tenant.Id}' already", "id");
    }

    /// <inheritdoc/>
    public async Task<TenantDetails> GetAsync(string? id, CancellationToken cancellationToken) =>
        await DescribeAsync(await FindAsync(Parse(id), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<TenantPage> ListAsync(int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > ITenantAdministration.MaxPageSize)
        {
            throw RequestException.Invalid(
                "page_size", $"page_size must be between 1 and {ITenantAdministration.MaxPageSize}, it is {pageSize}");
        }

        // A page ends with a tenant's id, so that tenants that come and go between two pages move nobody.
        string after = string.IsNullOrEmpty(pageToken) ? "" : ParseToken(pageToken);
        Tenant[] rest = [.. (await directory.ListAsync(cancellationToken)).Where(tenant => string.CompareOrdinal(tenant.Id.Value, after) > 0)];
        Tenant[] page = rest.Length > pageSize ? rest[..pageSize] : rest;
        IReadOnlyDictionary<TenantId, long> used = await spend(page, cancellationToken);
        var details = new List<TenantDetails>();
        foreach (Tenant tenant in page)
        {
            details.Add(await DescribeAsync(tenant, used, cancellationToken));
        }

        return new TenantPage(details, rest.Length > pageSize ? page[^1].Id.Value : null);
    }

    /// <inheritdoc/>
    public async Task<TenantDetails> SetLimitsAsync(string? id, TenantLimits limits, CancellationToken cancellationToken)
    {
        TenantId tenant = Parse(id);
        return await directory.SetLimitsAsync(tenant, Check(limits), cancellationToken)
            ? await DescribeAsync(await FindAsync(tenant, cancellationToken), cancellationToken)
            : throw NotFound(tenant);
    }

    /// <inheritdoc/>
    public async Task<NewApiKey> CreateKeyAsync(string? id, CancellationToken cancellationToken)
    {
        TenantId tenant = Parse(id);
        (string key, ApiKeyRecord record) = ApiKey.Create(time.GetUtcNow());
        return await directory.AddKeyAsync(tenant, record, cancellationToken) switch
        {
            AddKeyStatus.Added => new NewApiKey(key, ApiKeyInfo.Of(record)),
            AddKeyStatus.NotFound => throw NotFound(tenant),
            _ => throw new RequestException(
                ErrorCode.TooManyApiKeys, $"the tenant '{tenant}' has {ITenantDirectory.MaxKeysPerTenant} keys, and may have no more", "id"),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(string? id, CancellationToken cancellationToken)
    {
        Tenant tenant = await FindAsync(Parse(id), cancellationToken);
        return [.. (await directory.ListKeysAsync(tenant.Id, cancellationToken)).Select(ApiKeyInfo.Of)];
    }

    /// <inheritdoc/>
    public async Task RevokeKeyAsync(string? id, string keyId, CancellationToken cancellationToken)
    {
        Tenant tenant = await FindAsync(Parse(id), cancellationToken);

        // By the list, so that a backend never sees what cannot be a key's id.
        bool isGood = (await directory.ListKeysAsync(tenant.Id, cancellationToken)).Any(key => key.Id == keyId && key.RevokedAt is null);
        if (!isGood || !await directory.RevokeKeyAsync(tenant.Id, keyId, time.GetUtcNow(), cancellationToken))
        {
            throw new RequestException(ErrorCode.ApiKeyNotFound, $"the tenant '{tenant.Id}' has no good key of that id", "key_id");
        }
    }

    private static RequestException NotFound(TenantId tenant) => new(ErrorCode.TenantNotFound, $"there is no tenant '{tenant}'", "id");

    private static TenantId Parse(string? id) => TenantId.TryParse(id, out TenantId tenant)
        ? tenant
        : throw RequestException.Invalid("id", $"a tenant's id has 1 to {TenantId.MaxLength} letters, digits, '-', '_' and '.'");

    private static string ParseToken(string token) => TenantId.TryParse(token, out _)
        ? token
        : throw RequestException.Invalid("page_token", "page_token is not one of this server's");

    private static TenantLimits Check(TenantLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return limits.FindProblem() is var (field, problem) ? throw RequestException.Invalid($"limits.{field}", problem) : limits;
    }

    private async Task<Tenant> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await directory.FindAsync(tenant, cancellationToken) ?? throw NotFound(tenant);

    private async Task<TenantDetails> DescribeAsync(Tenant tenant, CancellationToken cancellationToken) =>
        await DescribeAsync(tenant, await spend([tenant], cancellationToken), cancellationToken);

    private async Task<TenantDetails> DescribeAsync(
        Tenant tenant, IReadOnlyDictionary<TenantId, long> used, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKeyRecord> keys = await directory.ListKeysAsync(tenant.Id, cancellationToken);
        return new TenantDetails(
            tenant, LedgerTime.MonthOf(time.GetUtcNow()), used.GetValueOrDefault(tenant.Id), [.. keys.Select(ApiKeyInfo.Of)]);
    }
}
