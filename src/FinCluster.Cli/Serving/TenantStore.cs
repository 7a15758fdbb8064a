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
    private readonly Func<Tenant, CancellationToken, ValueTask<long>> _spend;

    private TenantStore(IAsyncDisposable backend, ITenantDirectory directory, Func<Tenant, CancellationToken, ValueTask<long>> spend)
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
        return new TenantStore(
            tenants, tenants, async (tenant, token) => (await tenants.ReadSpendAsync(month, token)).GetValueOrDefault(tenant.Id));
    }

    /// <summary>Opens the tenants of a cluster.</summary>
    public static async Task<TenantStore> OpenRedisAsync(RedisOptions redis, CancellationToken cancellationToken)
    {
        RedisControlPlane plane = await RedisControlPlane.ConnectAsync(
            redis, new RedisFleetOptions(), TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        return new TenantStore(
            plane, plane.Tenants, async (tenant, token) => (await plane.Ledger.GetUsageAsync(tenant.Id, tenant.Limits, token)).MonthTokens);
    }

    /// <summary>Reads the tokens that a tenant has used in this month.</summary>
    public ValueTask<long> ReadSpendAsync(Tenant tenant, CancellationToken cancellationToken) => _spend(tenant, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}
