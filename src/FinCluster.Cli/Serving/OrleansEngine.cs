using System.Net;
using FinCluster.Cluster.Orleans;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace FinCluster.Cli.Serving;

/// <summary>Opens the control plane of Orleans silos.</summary>
internal static class OrleansEngine
{
    /// <summary>Gets a value indicating whether this build has the engine.</summary>
    public static bool IsAvailable => true;

    /// <summary>Joins a cluster of silos.</summary>
    /// <remarks>Tenants, their keys and the review queue are in Redis itself: no request waits for them, and a list over all of them belongs to no grain.</remarks>
    /// <param name="redis">The Redis under it.</param>
    /// <param name="silo">Where the silo of this process listens.</param>
    /// <param name="role">Whether it keeps state.</param>
    /// <param name="loggers">Take its log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ControlPlaneUnavailableException">Redis does not answer, or the silo cannot listen.</exception>
    public static async Task<ControlPlane> OpenAsync(
        RedisOptions redis, IPEndPoint silo, ControlPlaneRole role, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        RedisTenants tenants = await RedisTenants.ConnectAsync(redis, TimeProvider.System, NullLogger.Instance, cancellationToken);
        try
        {
            OrleansControlPlane plane = await StartAsync(
                redis, silo, role == ControlPlaneRole.Keeper ? SiloRole.Control : SiloRole.Guest, loggers, cancellationToken);
            if (role == ControlPlaneRole.Tool && !await plane.HasKeeperAsync(cancellationToken))
            {
                // No gateway runs, so the tool keeps the state for as long as it needs it.
                await plane.DisposeAsync();
                plane = await StartAsync(redis, silo, SiloRole.Control, loggers, cancellationToken);
            }

            return new ControlPlane(new Both(plane, tenants))
            {
                Fleet = plane.Fleet,
                Sessions = plane.Sessions,
                Tenants = tenants.Directory,
                Ledger = plane.Ledger,
                Catalog = plane.Catalog,
                Leadership = plane.Leadership,
                Demand = plane.Demand,
                Reviews = tenants.Reviews,
            };
        }
        catch
        {
            await tenants.DisposeAsync();
            throw;
        }
    }

    private static Task<OrleansControlPlane> StartAsync(
        RedisOptions redis, IPEndPoint silo, SiloRole role, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ConfigurationOptions connection = RedisConfiguration.Build(redis);
        connection.BacklogPolicy = BacklogPolicy.FailFast;
        var options = new OrleansOptions { Redis = connection, ClusterName = redis.ClusterName, Role = role, Address = silo };
        return OrleansControlPlane.StartAsync(options, TimeProvider.System, loggers, cancellationToken);
    }

    private sealed class Both(IAsyncDisposable first, IAsyncDisposable second) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }
}
