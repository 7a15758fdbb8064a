using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Core.Sessions;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisSessionStoreConformanceTests(RedisServerFixture fixture)
    : AnyRedisSessionStoreConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterSessionStoreConformanceTests(RedisClusterFixture fixture)
    : AnyRedisSessionStoreConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisSessionStoreConformanceTests(IRedisFixture fixture) : SessionStoreConformanceTests
{
    // As if the time had passed: the end of every lease is moved back by it.
    private static readonly RedisScript MoveLeases = RedisScript.FromText(
        "move-leases",
        """
        for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
          redis.call('HINCRBY', ARGV[1] .. id, 'until', ARGV[2])
        end
        return {'moved'}
        """);

    private readonly RedisClients _clients = new(fixture);

    protected override async Task<ISessionStore> CreateStoreAsync() => new RedisSessionStore(await _clients.ConnectAsync(), _clients.Cluster);

    protected override Task<ISessionStore> ConnectAsync(ISessionStore store) => CreateStoreAsync();

    protected override async Task DisposeStoreAsync(ISessionStore store) => await _clients.DisposeAsync();

    protected override Task ExpireLeasesAsync(TimeSpan duration)
    {
        var keys = new SessionKeys(new RedisKeyspace(_clients.Cluster), Alice);
        string microseconds = (-duration.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
        return _clients.First.EvaluateAsync(MoveLeases, [keys.Recent], [keys.SessionPrefix, microseconds], TestTimeouts.Token);
    }
}
