using FinCluster.Cluster.Local.Tenants;
using FinCluster.Cluster.Redis;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Serving;

/// <summary>The tenants that an operator works on: those of a data folder, of a cluster, or of whatever a gateway serves. Owns what it has opened.</summary>
internal sealed class TenantStore : IAsyncDisposable
{
    private readonly IAsyncDisposable _backend;

    /// <param name="backend">What is closed in the end.</param>
    /// <param name="tenants">The tenants.</param>
    public TenantStore(IAsyncDisposable backend, ITenantAdministration tenants)
    {
        _backend = backend;
        Tenants = tenants;
    }

    /// <summary>Gets the tenants and their keys.</summary>
    public ITenantAdministration Tenants { get; }

    /// <summary>Opens the tenants of a data folder, whether a server runs over it or not.</summary>
    public static async Task<TenantStore> OpenLocalAsync(string dataFolder, CancellationToken cancellationToken)
    {
        SqliteTenantDirectory directory = await SqliteTenantDirectory.OpenAsync(dataFolder, cancellationToken);
        int month = LedgerTime.MonthOf(TimeProvider.System.GetUtcNow());
        return new TenantStore(
            directory, new TenantAdministration(directory, (_, token) => directory.ReadSpendAsync(month, token), TimeProvider.System));
    }

    /// <summary>Opens the tenants of a cluster.</summary>
    public static async Task<TenantStore> OpenClusterAsync(ClusterAddress cluster, CancellationToken cancellationToken)
    {
        if (cluster.Silo is not null)
        {
            ControlPlane plane = await ControlPlane.OpenClusterAsync(cluster, ControlPlaneRole.Tool, NullLoggerFactory.Instance, cancellationToken);
            return new TenantStore(plane, new TenantAdministration(plane.Tenants, TenantAdministration.SpendOf(plane.Ledger), TimeProvider.System));
        }

        RedisTenants backend = await RedisTenants.ConnectAsync(cluster.Redis, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return new TenantStore(
            backend, new TenantAdministration(backend.Directory, TenantAdministration.SpendOf(backend.Ledger), TimeProvider.System));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}
