using FinCluster.Cluster.Redis.Catalog;
using FinCluster.Cluster.Tests.Catalog;
using FinCluster.Core.Catalog;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisCatalogConformanceTests(RedisServerFixture fixture)
    : AnyRedisCatalogConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterCatalogConformanceTests(RedisClusterFixture fixture)
    : AnyRedisCatalogConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisCatalogConformanceTests(IRedisFixture fixture) : CatalogConformanceTests
{
    private readonly RedisClients _clients = new(fixture);

    protected override async Task<ICatalogLog> OpenLogAsync() =>
        await RedisCatalogLog.OpenAsync(await _clients.ConnectAsync(), _clients.Cluster, TimeProvider.System, TestTimeouts.Token);

    protected override async Task DisposeLogsAsync() => await _clients.DisposeAsync();
}
