namespace FinCluster.Testing.Redis;

/// <summary>One Redis Cluster for all tests of a class.</summary>
public sealed class RedisClusterFixture() : LazyFixture<RedisCluster>(RedisCluster.StartAsync), IRedisFixture
{
    /// <inheritdoc/>
    public async Task<string> RequireUriAsync() => (await RequireAsync()).Uri;
}
