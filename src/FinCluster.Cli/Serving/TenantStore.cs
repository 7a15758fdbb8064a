using FinCluster.Cluster.Local.Tenants;
using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Serving;

/// <summary>The tenants that an operator works on: those of a data folder, or those of a cluster. Owns what it has opened.</summary>
internal sealed class TenantStore : IAsyncDisposable
{
    private readonly IAsyncDisposable _backend;
    private readonly Func<IReadOnlyList<Tenant>, CancellationToken, Task<IReadOnlyDictionary<TenantId, long>>> _spend;

    private TenantStore(
        IAsyncDisposable backend,
        ITenantDirectory directory,
        Func<IReadOnlyList<Tenant>, CancellationToken, Task<IReadOnlyDictionary<TenantId, long>>> spend)
    {
        _backend = backend;
        _spend = spend;
        Directory = directory;
    }

    /// <summary>Gets the tenants and their keys.</summary>
    public ITenantDirectory Directory { get; }

    /// <summary>Opens the tenants of a data folder, whether a server runs over it or not.</summary>
    public static async Task<TenantStore> OpenLocalAsync(string dataFolder, CancellationToken cancellationToken)
    {
        SqliteTenantDirectory tenants = await SqliteTenantDirectory.OpenAsync(dataFolder, cancellationToken);
        int month = LedgerTime.MonthOf(TimeProvider.System.GetUtcNow());
        return new TenantStore(tenants, tenants, (_, token) => tenants.ReadSpendAsync(month, token));
    }

    /// <summary>Opens the tenants of a cluster.</summary>
    public static async Task<TenantStore> OpenRedisAsync(RedisOptions redis, CancellationToken cancellationToken)
    {
        RedisControlPlane plane = await RedisControlPlane.ConnectAsync(
            redis, new RedisFleetOptions(), TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        return new TenantStore(plane, plane.Tenants, (tenants, token) => ReadSpendAsync(plane.Ledger, tenants, token));
    }

    /// <summary>Reads the tokens that tenants have used in this month; who has used none may be missing.</summary>
    public Task<IReadOnlyDictionary<TenantId, long>> ReadSpendAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        _spend(tenants, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static async Task<IReadOnlyDictionary<TenantId, long>> ReadSpendAsync(
        ITenantLedger ledger, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        var spend = new Dictionary<TenantId, long>();
        foreach (Tenant tenant in tenants)
        {
            spend[tenant.Id] = (await ledger.GetUsageAsync(tenant.Id, tenant.Limits, cancellationToken)).MonthTokens;
        }

        return spend;
    }
}
