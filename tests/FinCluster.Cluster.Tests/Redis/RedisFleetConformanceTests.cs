using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Core.Fleet;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisFleetConformanceTests(RedisServerFixture fixture) : FleetConformanceTests, IClassFixture<RedisServerFixture>
{
    // Nobody repeats announcements here, so they last longer than any test.
    private static readonly RedisFleetOptions Options = new() { AnnouncementLifetime = TimeSpan.FromMinutes(10) };

    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private readonly Stack<IAsyncDisposable> _opened = new();

    protected override async Task<IFleet> CreateFleetAsync()
    {
        RedisServer server = await fixture.RequireAsync();
        RedisClient client = await TestRedis.ConnectPatientlyAsync(server.Uri);
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
