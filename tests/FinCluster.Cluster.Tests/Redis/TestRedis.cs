using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>What the tests of the Redis backend share.</summary>
internal static class TestRedis
{
    public static Task<RedisClient> ConnectAsync(string uri) => ConnectAsync(RedisOptions.Parse(uri));

    public static Task<RedisClient> ConnectAsync(RedisOptions options) =>
        RedisClient.ConnectAsync(options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);

    /// <summary>Makes a call until Redis is back.</summary>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        CancellationToken cancel = TestTimeouts.Token;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (e is ControlPlaneUnavailableException or TenantBackendException)
            {
                await timer.WaitForNextTickAsync(cancel);
            }
        }
    }
}
