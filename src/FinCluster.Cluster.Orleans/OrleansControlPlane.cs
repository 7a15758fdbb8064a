using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Cluster.Orleans.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans;

/// <summary>The control plane of many machines as Orleans silos: ports of Core over grains, whose states are in Redis.</summary>
/// <remarks>All members may be called from any thread. The ports end with it.</remarks>
public sealed partial class OrleansControlPlane : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConnectionMultiplexer _redis;
    private readonly OrleansFleet _fleet;
    private readonly Keepers _keepers;
    private readonly LoggedCatalog _catalog;

    private OrleansControlPlane(IHost host, ConnectionMultiplexer redis, LoggedCatalog catalog, OrleansOptions options, ILoggerFactory loggers)
    {
        (_host, _redis, _catalog) = (host, redis, catalog);
        IGrainFactory grains = host.Services.GetRequiredService<IGrainFactory>();
        _keepers = host.Services.GetRequiredService<Keepers>();
        var calls = new GrainCalls(options, _keepers, TimeProvider.System);
        Sessions = new OrleansSessionStore(grains, calls, host.Services.GetRequiredService<SessionIndex>(), options.ClusterName);
        Ledger = new OrleansTenantLedger(grains, calls, options.ClusterName);
        _fleet = new OrleansFleet(grains, calls, _keepers, options, options.ClusterName, TimeProvider.System, loggers.CreateLogger<OrleansControlPlane>());
    }

    /// <summary>Gets the sessions of all tenants.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>Gets what tenants use of their limits.</summary>
    public ITenantLedger Ledger { get; }

    /// <summary>Gets the nodes.</summary>
    public IFleet Fleet => _fleet;

    /// <summary>Gets artifacts, releases and aliases.</summary>
    public ICatalog Catalog => _catalog;

    internal IServiceProvider Services => _host.Services;

    /// <summary>Joins the cluster.</summary>
    /// <exception cref="ControlPlaneUnavailableException">Redis does not answer, or the silo cannot listen on its address.</exception>
    public static async Task<OrleansControlPlane> StartAsync(
        OrleansOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        ConnectionMultiplexer redis;
        try
        {
            redis = await ConnectionMultiplexer.ConnectAsync(options.Redis);
        }
        catch (RedisException e)
        {
            throw new ControlPlaneUnavailableException("Redis does not answer", e);
        }

        try
        {
            await PingAsync(redis, cancellationToken);
            IHost host = await OrleansSilo.StartAsync(options, redis, time, loggers, cancellationToken);
            return new OrleansControlPlane(host, redis, FollowCatalog(host.Services, options, time, loggers), options, loggers);
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says whether a silo has joined that keeps state; if not, every call of a port fails.</summary>
    public async Task<bool> HasKeeperAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _keepers.RequireAsync(cancellationToken);
            return true;
        }
        catch (ControlPlaneUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Leaves the cluster: grains are stored and go elsewhere, and the others hear of it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _fleet.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
        await _redis.DisposeAsync();
    }

    private static LoggedCatalog FollowCatalog(IServiceProvider services, OrleansOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        Keepers keepers = services.GetRequiredService<Keepers>();
        var calls = new GrainCalls(options, keepers, TimeProvider.System);
        var log = new OrleansCatalogLog(services.GetRequiredService<IGrainFactory>(), calls, keepers, options.ClusterName);
        ILogger logger = loggers.CreateLogger<OrleansControlPlane>();
        return LoggedCatalog.Follow(log, time, e => LogCatalogAway(logger, e));
    }

    private static async Task PingAsync(ConnectionMultiplexer redis, CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new ControlPlaneUnavailableException("Redis does not answer", e);
        }
    }

    [LoggerMessage(4210, LogLevel.Warning, "no silo of the cluster tells what is in the catalog; what is known of it stays")]
    private static partial void LogCatalogAway(ILogger logger, Exception error);
}
