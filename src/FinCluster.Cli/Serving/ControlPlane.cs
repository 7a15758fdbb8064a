using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Scaling;
using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>What a process has to do with the control plane.</summary>
internal enum ControlPlaneRole
{
    /// <summary>It serves clients, and keeps a part of the state where the processes themselves do so.</summary>
    Keeper,

    /// <summary>It asks, and may end at any time.</summary>
    Guest,

    /// <summary>It asks for a moment, also where nobody else runs.</summary>
    Tool,
}

/// <summary>The ports of the control plane over one backend. Owns what it has opened.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly IAsyncDisposable _backend;

    /// <param name="backend">What is closed in the end.</param>
    public ControlPlane(IAsyncDisposable backend)
    {
        _backend = backend;
    }

    /// <summary>Gets who is alive.</summary>
    public required IFleet Fleet { get; init; }

    /// <summary>Gets the conversations.</summary>
    public required ISessionStore Sessions { get; init; }

    /// <summary>Gets the tenants and their keys.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>Gets what tenants use of their limits.</summary>
    public required ITenantLedger Ledger { get; init; }

    /// <summary>Gets artifacts, releases and aliases.</summary>
    public required ICatalog Catalog { get; init; }

    /// <summary>Gets who leads.</summary>
    public required ILeadership Leadership { get; init; }

    /// <summary>Gets what is asked of the gateways.</summary>
    public required IDemandBoard Demand { get; init; }

    /// <summary>Gets the answers that persons look at.</summary>
    public required IReviewQueue Reviews { get; init; }

    /// <summary>Opens the control plane of one machine.</summary>
    /// <param name="dataFolder">Where its files are.</param>
    /// <param name="loggers">Take its log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DataFolderException">The data folder is not usable.</exception>
    public static async Task<ControlPlane> OpenLocalAsync(string dataFolder, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        LocalStores stores = await LocalStores.OpenAsync(dataFolder, loggers, cancellationToken);
        return new ControlPlane(stores)
        {
            Fleet = new LocalFleet(),
            Sessions = stores.Sessions,
            Tenants = stores.Tenants,
            Ledger = stores.Ledger,
            Catalog = stores.Catalog,
            Leadership = stores.Leadership,
            Demand = new LocalDemandBoard(TimeProvider.System),
            Reviews = stores.Reviews,
        };
    }

    /// <summary>Opens the control plane of many machines.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="role">What this process has to do with it.</param>
    /// <param name="loggers">Take its log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ControlPlaneUnavailableException">It does not answer: a server begins only with a control plane.</exception>
    public static Task<ControlPlane> OpenClusterAsync(
        ClusterAddress cluster, ControlPlaneRole role, ILoggerFactory loggers, CancellationToken cancellationToken) => cluster.Silo is { } silo
            ? OrleansEngine.OpenAsync(cluster.Redis, silo, role, loggers, cancellationToken)
            : OpenRedisAsync(cluster.Redis, loggers, cancellationToken);

    /// <summary>Opens the control plane of many machines over Redis alone.</summary>
    /// <param name="redis">The Redis that holds it.</param>
    /// <param name="loggers">Take its log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ControlPlaneUnavailableException">Redis does not answer: a server begins only with a control plane.</exception>
    private static async Task<ControlPlane> OpenRedisAsync(RedisOptions redis, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        RedisControlPlane backend = await RedisControlPlane.ConnectAsync(
            redis, new RedisFleetOptions(), TimeProvider.System, loggers, cancellationToken);
        try
        {
            await backend.PingAsync(cancellationToken);
            return new ControlPlane(backend)
            {
                Fleet = backend.Fleet,
                Sessions = backend.Sessions,
                Tenants = backend.Tenants,
                Ledger = backend.Ledger,
                Catalog = backend.Catalog,
                Leadership = backend.Leadership,
                Demand = backend.Demand,
                Reviews = backend.Reviews,
            };
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}
