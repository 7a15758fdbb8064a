using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Scaling;
using FinCluster.Cluster.Tests.Redis;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Scaling;

public sealed class RedisLeadershipConformanceTests(RedisServerFixture fixture)
    : AnyRedisLeadershipConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterLeadershipConformanceTests(RedisClusterFixture fixture)
    : AnyRedisLeadershipConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisLeadershipConformanceTests(IRedisFixture fixture) : LeadershipConformanceTests
{
    // As if the time had passed: the end of the term is moved back by it.
    private static readonly RedisScript MoveTerm = RedisScript.FromText(
        "move-term", "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'until', ARGV[1]) end return {'moved'}", isRepeatable: false);

    private readonly RedisClients _clients = new(fixture);

    protected override async Task<ILeadership> ConnectAsync() => new RedisLeadership(await _clients.ConnectAsync(), _clients.Cluster);

    protected override Task PassAsync(TimeSpan time) => _clients.First.EvaluateAsync(
        MoveTerm,
        [new RedisKeyspace(_clients.Cluster).Of("leadership") + Role],
        [(-time.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture)],
        TestTimeouts.Token);

    protected override async Task DisposeAllAsync() => await _clients.DisposeAsync();
}

public sealed class RedisDemandConformanceTests(RedisServerFixture fixture)
    : AnyRedisDemandConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterDemandConformanceTests(RedisClusterFixture fixture)
    : AnyRedisDemandConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisDemandConformanceTests(IRedisFixture fixture) : DemandConformanceTests
{
    // As if the time had passed: the end of every post is moved back by it.
    private static readonly RedisScript MovePosts = RedisScript.FromText(
        "move-posts",
        """
        for _, gateway in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
          redis.call('ZINCRBY', KEYS[1], ARGV[1], gateway)
        end
        return {'moved'}
        """,
        isRepeatable: false);

    private readonly RedisClients _clients = new(fixture);

    protected override async Task<IDemandBoard> ConnectAsync() =>
        new RedisDemandBoard(await _clients.ConnectAsync(), _clients.Cluster, NullLogger.Instance);

    protected override Task PassAsync(TimeSpan time) => _clients.First.EvaluateAsync(
        MovePosts,
        [new RedisKeyspace(_clients.Cluster).Of("demand") + "ends"],
        [(-time.TotalMilliseconds).ToString("F0", CultureInfo.InvariantCulture)],
        TestTimeouts.Token);

    protected override async Task DisposeAllAsync() => await _clients.DisposeAsync();
}
