using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisTenantsTests(RedisServerFixture fixture) : IClassFixture<RedisServerFixture>
{
    [Fact]
    public async Task Tenants_OfTheSameCluster_AreThoseOfTheWholeControlPlane()
    {
        RedisOptions options = await OptionsAsync();
        await using RedisTenants tenants = await RedisTenants.ConnectAsync(options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
        await using RedisControlPlane plane = await RedisControlPlane.ConnectAsync(
            options, new RedisFleetOptions(), TimeProvider.System, NullLoggerFactory.Instance, TestTimeouts.Token);
        var acme = new TenantId("acme");

        await tenants.Directory.CreateAsync(new Tenant(acme, TenantLimits.None, DateTimeOffset.UnixEpoch), TestTimeouts.Token);
        await plane.Ledger.SettleAsync(
            new Reservation(ReservationId.New(), acme, TenantLimits.None, 5, TimeSpan.FromSeconds(30)), 7, TestTimeouts.Token);

        Assert.NotNull(await plane.Tenants.FindAsync(acme, TestTimeouts.Token));
        Assert.Equal(7, (await tenants.Ledger.GetUsageAsync(acme, TenantLimits.None, TestTimeouts.Token)).MonthTokens);
    }

    [Fact]
    public async Task Connect_Tenants_FollowsNoFleet()
    {
        RedisOptions options = await OptionsAsync();
        await using RedisTenants tenants = await RedisTenants.ConnectAsync(options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
        await tenants.Directory.GetStateAsync(TestTimeouts.Token);

        string[] alone = await ChannelsAsync(options);
        await using RedisControlPlane plane = await RedisControlPlane.ConnectAsync(
            options, new RedisFleetOptions(), TimeProvider.System, NullLoggerFactory.Instance, TestTimeouts.Token);

        Assert.Empty(alone);
        await Eventually.IsTrueAsync(async () => (await ChannelsAsync(options)).Length > 0);
    }

    private static async Task<string[]> ChannelsAsync(RedisOptions options)
    {
        using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync($"{options.Hosts[0].Name}:{options.Hosts[0].Port}");
        RedisChannel[] channels = await redis.GetServer(redis.GetEndPoints()[0]).SubscriptionChannelsAsync();
        return [.. channels.Select(channel => channel.ToString()).Where(channel => channel.Contains(options.ClusterName, StringComparison.Ordinal))];
    }

    private async Task<RedisOptions> OptionsAsync() => RedisOptions.Parse((await fixture.RequireAsync()).Uri) with
    {
        ClusterName = RedisServerFixture.NewClusterName(),
        AttemptTimeout = TestTimeouts.Default / 3,
        CallTimeout = TestTimeouts.Default,
        ConnectTimeout = TestTimeouts.Default / 3,
    };
}
