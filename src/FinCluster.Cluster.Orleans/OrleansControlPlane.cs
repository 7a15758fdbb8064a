using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Scaling;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Cluster.Orleans.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans;

/// <summary>The control plane of many machines as Orleans silos: ports of Core over grains, whose states are in Redis.</summary>
/// <remarks>All members may be called from any thread. The ports end with it.</remarks>
public sealed partial class OrleansControlPlane : IAsyncDisposable
{
    private readonly SiloMembership _membership;
    private readonly ConnectionMultiplexer _redis;
    private readonly OrleansFleet _fleet;
    private readonly LoggedCatalog _catalog;

    private OrleansControlPlane(
        SiloMembership membership, ConnectionMultiplexer redis, SessionIndex index, OrleansOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_membership, _redis) = (membership, redis);
        ILogger logger = loggers.CreateLogger<OrleansControlPlane>();
        var calls = new GrainCalls(options, membership, TimeProvider.System);
        Sessions = new OrleansSessionStore(calls, index, options.ClusterName);
        Ledger = new OrleansTenantLedger(calls, options.ClusterName);
        Leadership = new OrleansLeadership(calls, options.ClusterName);
        Demand = new OrleansDemandBoard(calls, options.ClusterName, logger);
        _fleet = new OrleansFleet(calls, membership, options, TimeProvider.System, logger);
        _catalog = LoggedCatalog.Follow(new OrleansCatalogLog(calls, membership, options.ClusterName), time, e => LogCatalogAway(logger, e));
    }

    /// <summary>Gets the sessions of all tenants.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>Gets what tenants use of their limits.</summary>
    public ITenantLedger Ledger { get; }

    /// <summary>Gets who leads.</summary>
    public ILeadership Leadership { get; }

    /// <summary>Gets what is asked of the gateways.</summary>
    public IDemandBoard Demand { get; }

    /// <summary>Gets the nodes.</summary>
    public IFleet Fleet => _fleet;

    /// <summary>Gets artifacts, releases and aliases.</summary>
    public ICatalog Catalog => _catalog;

    internal SiloMembership Membership => _membership;

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
            var index = new SessionIndex(redis, options.ClusterName);
            SiloMembership membership = await SiloMembership.JoinAsync(
                cancellation => OrleansSilo.StartAsync(options, redis, index, time, loggers, cancellation),
                TimeProvider.System,
                loggers.CreateLogger<SiloMembership>(),
                cancellationToken);
            return new OrleansControlPlane(membership, redis, index, options, time, loggers);
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
            await _membership.RequireKeeperAsync(cancellationToken);
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
        await _membership.DisposeAsync();
        await _redis.DisposeAsync();
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
