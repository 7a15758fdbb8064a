using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Reviews;
using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Redis;

/// <summary>The tenants and the review queue of a cluster of many machines alone, for whoever only administers them: it follows no fleet.</summary>
/// <remarks>All members may be called from any thread. The ports end with it.</remarks>
public sealed class RedisTenants : IAsyncDisposable
{
    private readonly RedisClient _client;

    private RedisTenants(RedisClient client, RedisOptions options)
    {
        _client = client;
        Directory = new RedisTenantDirectory(client, options.ClusterName);
        Ledger = new RedisTenantLedger(client, options.ClusterName);
        Reviews = new RedisReviewQueue(client, options.ClusterName, new ReviewQueueOptions());
    }

    /// <summary>Gets the tenants, their limits and keys.</summary>
    public ITenantDirectory Directory { get; }

    /// <summary>Gets what tenants use of their limits.</summary>
    public ITenantLedger Ledger { get; }

    /// <summary>Gets the answers that persons look at.</summary>
    public IReviewQueue Reviews { get; }

    /// <summary>Connects. A Redis that is away is no error: calls fail until it is there.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The options are wrong, or the host's name cannot be resolved in time.</exception>
    public static async Task<RedisTenants> ConnectAsync(
        RedisOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RedisTenants(await RedisClient.ConnectAsync(options, time, logger, cancellationToken), options);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
