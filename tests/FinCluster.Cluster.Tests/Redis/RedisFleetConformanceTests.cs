using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Core.Fleet;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisFleetConformanceTests(RedisServerFixture fixture)
    : AnyRedisFleetConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterFleetConformanceTests(RedisClusterFixture fixture)
    : AnyRedisFleetConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisFleetConformanceTests(IRedisFixture fixture) : FleetConformanceTests
{
    // Nobody repeats announcements here, so they last longer than any test.
    private static readonly RedisFleetOptions Options = new() { AnnouncementLifetime = TimeSpan.FromMinutes(10) };

    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private readonly Stack<IAsyncDisposable> _opened = new();

    protected override async Task<IFleet> CreateFleetAsync()
    {
        RedisClient client = await TestRedis.ConnectPatientlyAsync(await fixture.RequireUriAsync());
        _opened.Push(client);
        RedisFleet fleet = await RedisFleet.OpenAsync(
            client, _cluster, Options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
        _opened.Push(fleet);
        return fleet;
    }

    protected override Task<IFleet> ConnectAsync(IFleet fleet) => CreateFleetAsync();

    protected override async Task DisposeFleetAsync(IFleet fleet)
    {
        while (_opened.TryPop(out IAsyncDisposable? opened))
        {
            await opened.DisposeAsync();
        }
    }
}
