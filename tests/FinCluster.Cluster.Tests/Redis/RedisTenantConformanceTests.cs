using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Cluster.Tests.Tenants;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisTenantDirectoryConformanceTests(RedisServerFixture fixture)
    : AnyRedisTenantDirectoryConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterTenantDirectoryConformanceTests(RedisClusterFixture fixture)
    : AnyRedisTenantDirectoryConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisTenantDirectoryConformanceTests(IRedisFixture fixture) : TenantDirectoryConformanceTests
{
    private readonly RedisClients _clients = new(fixture);

    protected override Task<ITenantDirectory> CreateDirectoryAsync() => ConnectAsync();

    protected override async Task<ITenantDirectory> ConnectAsync() => new RedisTenantDirectory(await _clients.ConnectAsync(), _clients.Cluster);

    protected override async Task DisposeDirectoryAsync(ITenantDirectory directory) => await _clients.DisposeAsync();
}

public sealed class RedisTenantLedgerConformanceTests(RedisServerFixture fixture)
    : AnyRedisTenantLedgerConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterTenantLedgerConformanceTests(RedisClusterFixture fixture)
    : AnyRedisTenantLedgerConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisTenantLedgerConformanceTests(IRedisFixture fixture) : TenantLedgerConformanceTests
{
    private readonly RedisClients _clients = new(fixture);

    protected override Task<ITenantLedger> CreateLedgerAsync() => ConnectAsync();

    protected override async Task<ITenantLedger> ConnectAsync() => new RedisTenantLedger(await _clients.ConnectAsync(), _clients.Cluster);

    // The clock is the server's, which no test can move.
    protected override Task PassAsync(TimeSpan time) =>
        Task.Delay(time + TimeSpan.FromMilliseconds(20), TimeProvider.System, TestTimeouts.Token);

    protected override async Task DisposeLedgerAsync(ITenantLedger ledger) => await _clients.DisposeAsync();
}
