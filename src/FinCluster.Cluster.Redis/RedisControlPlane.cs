using FinCluster.Cluster.Redis.Catalog;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Cluster.Redis.Reviews;
using FinCluster.Cluster.Redis.Scaling;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Redis;

/// <summary>The control plane of many machines: the ports of Core over one connection to Redis.</summary>
/// <remarks>All members may be called from any thread. The ports end with it.</remarks>
public sealed partial class RedisControlPlane : IAsyncDisposable
{
    private readonly RedisClient _client;
    private readonly RedisFleet _fleet;
    private readonly LoggedCatalog _catalog;

    private RedisControlPlane(RedisClient client, RedisFleet fleet, LoggedCatalog catalog, RedisOptions options, ILogger logger)
    {
        (_client, _fleet, _catalog) = (client, fleet, catalog);
        Sessions = new RedisSessionStore(client, options.ClusterName);
        Tenants = new RedisTenantDirectory(client, options.ClusterName);
        Ledger = new RedisTenantLedger(client, options.ClusterName);
        Leadership = new RedisLeadership(client, options.ClusterName);
        Demand = new RedisDemandBoard(client, options.ClusterName, logger);
        Reviews = new RedisReviewQueue(client, options.ClusterName, new ReviewQueueOptions());
    }

    /// <summary>Gets the sessions of all tenants.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>Gets the tenants, their limits and keys.</summary>
    public ITenantDirectory Tenants { get; }

    /// <summary>Gets what tenants use of their limits.</summary>
    public ITenantLedger Ledger { get; }

    /// <summary>Gets who leads.</summary>
    public ILeadership Leadership { get; }

    /// <summary>Gets what is asked of the gateways.</summary>
    public IDemandBoard Demand { get; }

    /// <summary>Gets the answers that persons look at.</summary>
    public IReviewQueue Reviews { get; }

    /// <summary>Gets the nodes.</summary>
    public IFleet Fleet => _fleet;

    /// <summary>Gets artifacts, releases and aliases.</summary>
    public ICatalog Catalog => _catalog;

    /// <summary>Connects. A Redis that is away is no error: calls fail until it is there, and fleet and catalog are empty.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The options are wrong, or the host's name cannot be resolved in time.</exception>
    public static async Task<RedisControlPlane> ConnectAsync(
        RedisOptions options,
        RedisFleetOptions fleetOptions,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fleetOptions);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        ILogger logger = loggers.CreateLogger<RedisControlPlane>();
        RedisClient client = await RedisClient.ConnectAsync(options, time, logger, cancellationToken);
        RedisFleet? fleet = null;
        try
        {
            fleet = await RedisFleet.OpenAsync(client, options.ClusterName, fleetOptions, time, logger, cancellationToken);
            RedisCatalogLog log = await RedisCatalogLog.OpenAsync(client, options.ClusterName, time, cancellationToken);
            LoggedCatalog catalog = await LoggedCatalog.OpenAsync(log, time, e => LogCatalogAway(logger, e), cancellationToken);
            return new RedisControlPlane(client, fleet, catalog, options, logger);
        }
        catch
        {
            await (fleet?.DisposeAsync() ?? ValueTask.CompletedTask);
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks that Redis answers.</summary>
    /// <exception cref="ControlPlaneUnavailableException">It does not.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => _client.PingAsync(cancellationToken);

    /// <summary>Stops following fleet and catalog and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _fleet.DisposeAsync();
        await _client.DisposeAsync();
    }

    [LoggerMessage(4120, LogLevel.Warning, "The catalog cannot be read; what is known of it stays")]
    private static partial void LogCatalogAway(ILogger logger, Exception exception);
}
