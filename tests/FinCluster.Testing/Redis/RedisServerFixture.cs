namespace FinCluster.Testing.Redis;

/// <summary>One server for all tests of a class. Each test uses a cluster name of its own, so they do not see each other.</summary>
public sealed class RedisServerFixture() : LazyFixture<RedisServer>(() => RedisServer.StartAsync()), IRedisFixture
{
    /// <inheritdoc/>
    public async Task<string> RequireUriAsync() => (await RequireAsync()).Uri;

    /// <summary>Draws a cluster name that no other test uses.</summary>
    public static string NewClusterName() => $"test-{Guid.NewGuid():N}";
}
