using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Cluster.Tests.Tenants;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisTenantDirectoryConformanceTests(RedisServerFixture fixture)
    : TenantDirectoryConformanceTests, IClassFixture<RedisServerFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private readonly List<RedisClient> _clients = [];

    protected override Task<ITenantDirectory> CreateDirectoryAsync() => ConnectAsync();

    protected override async Task<ITenantDirectory> ConnectAsync()
    {
        RedisServer server = await fixture.RequireAsync();
        _clients.Add(await TestRedis.ConnectPatientlyAsync(server.Uri));
        return new RedisTenantDirectory(_clients[^1], _cluster);
    }

    protected override async Task DisposeDirectoryAsync(ITenantDirectory directory)
    {
        foreach (RedisClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}

public sealed class RedisTenantLedgerConformanceTests(RedisServerFixture fixture)
    : TenantLedgerConformanceTests, IClassFixture<RedisServerFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private readonly List<RedisClient> _clients = [];

    protected override Task<ITenantLedger> CreateLedgerAsync() => ConnectAsync();

    protected override async Task<ITenantLedger> ConnectAsync()
    {
        RedisServer server = await fixture.RequireAsync();
        _clients.Add(await TestRedis.ConnectPatientlyAsync(server.Uri));
        return new RedisTenantLedger(_clients[^1], _cluster);
    }

    // The clock is the server's, which no test can move.
    protected override Task PassAsync(TimeSpan time) =>
        Task.Delay(time + TimeSpan.FromMilliseconds(20), TimeProvider.System, TestTimeouts.Token);

    protected override async Task DisposeLedgerAsync(ITenantLedger ledger)
    {
        foreach (RedisClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
