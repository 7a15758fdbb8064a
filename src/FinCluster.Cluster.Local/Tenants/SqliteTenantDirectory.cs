using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Local.Tenants;

/// <summary>Keeps tenants and the hashes of their keys in a SQLite database in the data folder.</summary>
/// <remarks>
/// Unlike the rest of the folder this file is shared: a command may change tenants while a server runs over the folder, which sees it with its next look
/// at the version. A change that returned is on the disk. When the disk fails a call ends with <see cref="DataFolderException"/>.
/// </remarks>
public sealed class SqliteTenantDirectory : ITenantDirectory, IAsyncDisposable
{
    private readonly TenantDatabase _database;

    private SqliteTenantDirectory(TenantDatabase database)
    {
        _database = database;
    }

    /// <summary>Opens the tenants of a data folder and creates what is not there.</summary>
    /// <param name="folder">The full path of the folder; it may be in use by a server.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<SqliteTenantDirectory> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new SqliteTenantDirectory(await TenantDatabase.OpenAsync(folder, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<DirectoryState> GetStateAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(read => read.State(), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        tenant.Limits.ThrowIfInvalid();
        return _database.WriteAsync(write => write.Bump(write.Insert(tenant)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        _database.ReadAsync(read => read.Find(tenant), cancellationToken);

    /// <inheritdoc/>
    public Task<Tenant?> FindByKeyAsync(ApiKeyHash key, CancellationToken cancellationToken) =>
        _database.ReadAsync(read => read.FindByKey(key), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken) =>
        await _database.ReadAsync(read => read.List(), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetLimitsAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.ThrowIfInvalid();
        return _database.WriteAsync(write => write.Bump(write.SetLimits(tenant, limits)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AddKeyStatus> AddKeyAsync(TenantId tenant, ApiKeyRecord key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _database.WriteAsync(write => AddKey(write, tenant, key), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListKeysAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await _database.ReadAsync(read => read.ListKeys(tenant), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RevokeKeyAsync(TenantId tenant, string keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyId);
        return _database.WriteAsync(write => write.Bump(write.RevokeKey(tenant, keyId, now)), cancellationToken);
    }

    /// <summary>Reads what tenants have used in a month, as far as their server has stored it: up to a second ago.</summary>
    /// <param name="month">The month, as year times 100 plus month.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyDictionary<TenantId, long>> ReadSpendAsync(int month, CancellationToken cancellationToken)
    {
        List<(TenantId Tenant, long Tokens)> rows = await _database.ReadAsync(read => read.ReadSpend(month), cancellationToken);
        return rows.ToDictionary(row => row.Tenant, row => row.Tokens);
    }

    /// <summary>Lets the call in progress finish and closes the database.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static AddKeyStatus AddKey(TenantStatements write, TenantId tenant, ApiKeyRecord key)
    {
        if (write.Find(tenant) is null)
        {
            return AddKeyStatus.NotFound;
        }

        if (write.ListKeys(tenant).Count >= ITenantDirectory.MaxKeysPerTenant)
        {
            return AddKeyStatus.TooMany;
        }

        write.InsertKey(tenant, key);
        write.Bump(changed: true);
        return AddKeyStatus.Added;
    }
}
