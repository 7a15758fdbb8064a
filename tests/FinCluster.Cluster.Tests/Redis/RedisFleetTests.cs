using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Fleet;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

[Collection(typeof(RunAlone))]
public sealed class RedisFleetTests
{
    private static readonly RedisScript Forget = RedisScript.FromText("forget", "redis.call('FLUSHALL') return {'forgotten'}");

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Current_AnnouncerDies_DropsTheNodeAtTheEndOfItsLease()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using Gateway gateway = await Gateway.OpenAsync(server);

        long announced = TimeProvider.System.GetTimestamp();
        await gateway.Fleet.AnnounceAsync(Node("a"), _cancel);
        await gateway.WaitForAsync(1, _cancel);
        await gateway.WaitForAsync(0, _cancel);
        TimeSpan lived = TimeProvider.System.GetElapsedTime(announced);

        Assert.InRange(lived, gateway.Fleet.AnnouncementLifetime, gateway.Fleet.AnnouncementLifetime + TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Current_AnnouncerLives_KeepsTheNodeWithoutAChange()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using Gateway gateway = await Gateway.OpenAsync(server);
        await using Announcer node = await Announcer.StartAsync(server, "a", _cancel);
        FleetSnapshot first = await gateway.WaitForAsync(1, _cancel);

        await gateway.AssertNoChangeAsync(first, gateway.Fleet.AnnouncementLifetime * 2, _cancel);
    }

    [Fact]
    public async Task Current_RedisHangsLongerThanEveryLease_KeepsTheNodesWithoutAChange()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using Gateway gateway = await Gateway.OpenAsync(server);
        await using Announcer node = await Announcer.StartAsync(server, "a", _cancel);
        FleetSnapshot first = await gateway.WaitForAsync(1, _cancel);

        await server.PauseAsync();
        await gateway.AssertNoChangeAsync(first, gateway.Fleet.AnnouncementLifetime * 2, _cancel);
        await server.ResumeAsync();

        await gateway.AssertNoChangeAsync(first, gateway.GracePeriod + TimeSpan.FromSeconds(1), _cancel);
    }

    [Fact]
    public async Task Current_RedisComesBackEmpty_KeepsLivingNodesAndDropsTheDead()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using Gateway gateway = await Gateway.OpenAsync(server);
        await using Announcer node = await Announcer.StartAsync(server, "alive", _cancel);
        await gateway.Fleet.AnnounceAsync(Node("dead"), _cancel);
        FleetSnapshot both = await gateway.WaitForAsync(2, _cancel);

        await server.KillAsync();
        await server.RestartAsync();

        FleetSnapshot next = await gateway.Fleet.WaitForChangeAsync(both.Version, _cancel);
        Assert.Equal(["alive"], next.Nodes.Select(n => n.Id.Value));
        await gateway.AssertNoChangeAsync(next, gateway.Fleet.AnnouncementLifetime, _cancel);
    }

    [Fact]
    public async Task Current_RedisForgetsEverythingTwice_KeepsTheNodesWithoutAChange()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        await using Gateway gateway = await Gateway.OpenAsync(server);
        await using Announcer node = await Announcer.StartAsync(server, "a", _cancel);
        FleetSnapshot first = await gateway.WaitForAsync(1, _cancel);

        for (int i = 0; i < 2; i++)
        {
            await client.EvaluateAsync(Forget, ["k"], [], _cancel);
            await gateway.AssertNoChangeAsync(first, TimeSpan.FromSeconds(1), _cancel);
        }
    }

    [Fact]
    public async Task Dispose_Announcer_RemovesItsNodesAtOnce()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using Gateway gateway = await Gateway.OpenAsync(server);
        await using (await Announcer.StartAsync(server, "a", _cancel, TimeSpan.FromMinutes(10)))
        {
            await gateway.WaitForAsync(1, _cancel);
        }

        await gateway.WaitForAsync(0, _cancel);
    }

    private static FleetNode Node(string id) => new(new NodeId(id), new Uri("http://127.0.0.1:1"), NodeState.Ready, []);

    /// <summary>A process that watches the fleet, with a connection of its own.</summary>
    private sealed class Gateway(RedisClient client, RedisFleet fleet, RedisFleetOptions options) : IAsyncDisposable
    {
        public RedisFleet Fleet => fleet;

        public TimeSpan GracePeriod => options.GracePeriod;

        public static async Task<Gateway> OpenAsync(RedisServer server, TimeSpan? lifetime = null)
        {
            var defaults = new RedisFleetOptions();
            RedisFleetOptions options = defaults with { AnnouncementLifetime = lifetime ?? defaults.AnnouncementLifetime };
            RedisClient client = await TestRedis.ConnectAsync(server.Uri);
            RedisFleet fleet = await RedisFleet.OpenAsync(
                client, "test", options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
            return new Gateway(client, fleet, options);
        }

        public async Task<FleetSnapshot> WaitForAsync(int nodes, CancellationToken cancellationToken)
        {
            FleetSnapshot snapshot = fleet.Current;
            while (snapshot.Nodes.Length != nodes)
            {
                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, cancellationToken);
            }

            return snapshot;
        }

        public async Task AssertNoChangeAsync(FleetSnapshot snapshot, TimeSpan during, CancellationToken cancellationToken)
        {
            Task<FleetSnapshot> change = fleet.WaitForChangeAsync(snapshot.Version, cancellationToken);
            await Assert.ThrowsAsync<TimeoutException>(() => change.WaitAsync(during, cancellationToken));
        }

        public async ValueTask DisposeAsync()
        {
            await fleet.DisposeAsync();
            await client.DisposeAsync();
        }
    }

    /// <summary>A process that announces a node, with a connection of its own.</summary>
    private sealed class Announcer(Gateway connection, FleetAnnouncer announcer) : IAsyncDisposable
    {
        public static async Task<Announcer> StartAsync(
            RedisServer server, string id, CancellationToken cancellationToken, TimeSpan? lifetime = null)
        {
            Gateway connection = await Gateway.OpenAsync(server, lifetime);
            var announcer = new FleetAnnouncer(connection.Fleet, TimeProvider.System, _ => { });
            await announcer.AnnounceAsync(Node(id), cancellationToken);
            return new Announcer(connection, announcer);
        }

        public async ValueTask DisposeAsync()
        {
            await announcer.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
