using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>What the tests of the Redis backend share.</summary>
internal static class TestRedis
{
    /// <summary>Connects with the product's own patience.</summary>
    public static Task<RedisClient> ConnectAsync(string uri) => ConnectAsync(RedisOptions.Parse(uri));

    /// <summary>Connects with patience for a machine that is busy, for tests that are not about patience.</summary>
    public static Task<RedisClient> ConnectPatientlyAsync(string uri) => ConnectAsync(RedisOptions.Parse(uri) with
    {
        AttemptTimeout = TestTimeouts.Default / 3,
        CallTimeout = TestTimeouts.Default,
        ConnectTimeout = TestTimeouts.Default / 3,
    });

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
            catch (ControlPlaneUnavailableException)
            {
                await timer.WaitForNextTickAsync(cancel);
            }
        }
    }
}
