using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Scaling;
using FinCluster.Cluster.Tests.Redis;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Scaling;

[Collection(typeof(RunAlone))]
public sealed class RedisScalingTests
{
    private const string Cluster = "test";
    private const string Role = "scaler";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Leadership_RedisKilledAfterwards_IsThereWhenItIsBack()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true });
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var leadership = new RedisLeadership(client, Cluster);
        LeadershipTerm term = (await leadership.CampaignAsync(Role, "a", Minute, _cancel))!;
        Assert.True(await leadership.WriteAsync(term, "noted", _cancel));

        await server.KillAsync();
        await server.RestartAsync();

        LeadershipRecord found = await TestRedis.UntilAnsweredAsync(() => leadership.ReadAsync(Role, _cancel).AsTask());
        Assert.Equal(new LeadershipRecord("a", 1, "noted"), found);
        Assert.Null(await leadership.CampaignAsync(Role, "b", Minute, _cancel));
        Assert.Equal(term, await leadership.CampaignAsync(Role, "a", Minute, _cancel));
    }

    [Fact]
    public async Task Campaign_AnswerComesAtTheSecondAttempt_HasTheTermOfTheFirst()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var proxy = new HoldingProxy(server.Port);
        await using RedisClient direct = await TestRedis.ConnectAsync(server.Uri);
        await using RedisClient client = await TestRedis.ConnectAsync(
            RedisOptions.Parse($"redis://127.0.0.1:{proxy.Port}") with
            {
                AttemptTimeout = TimeSpan.FromMilliseconds(200),
                CallTimeout = TestTimeouts.Default,
            });
        var leadership = new RedisLeadership(client, Cluster);
        var witness = new RedisLeadership(direct, Cluster);
        await witness.CampaignAsync("other", "a", Minute, _cancel); // The server knows the script from now on.

        proxy.Hold();
        Task<LeadershipTerm?> taking = leadership.CampaignAsync(Role, "a", Minute, _cancel).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => taking.WaitAsync(TimeSpan.FromMilliseconds(300), _cancel));
        LeadershipRecord meanwhile = await witness.ReadAsync(Role, _cancel);
        proxy.Release();

        Assert.Equal(1, (await taking)!.FencingToken);
        Assert.Equal("a", meanwhile.Leader);
    }

    [Fact]
    public async Task Campaign_TermEndsByTheClockOfTheServer_IsFree()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var leadership = new RedisLeadership(client, Cluster);
        var lifetime = TimeSpan.FromMilliseconds(700);
        long started = TimeProvider.System.GetTimestamp();
        await leadership.CampaignAsync(Role, "a", lifetime, _cancel);

        LeadershipTerm? next;
        do
        {
            next = await leadership.CampaignAsync(Role, "b", Minute, _cancel);
        }
        while (next is null);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), lifetime, lifetime + TimeSpan.FromSeconds(2));
        Assert.Equal(2, next.FencingToken);
    }

    [Fact]
    public async Task Demand_PostThatCannotBeRead_IsLeftOut()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var board = new RedisDemandBoard(client, Cluster, NullLogger.Instance);
        await board.PostAsync(new GatewayDemand("good", []), Minute, _cancel);
        await board.PostAsync(new GatewayDemand("bad", []), Minute, _cancel);
        await server.CommandAsync("HSET", new RedisKeyspace(Cluster).Of("demand") + "posts", "bad", "{}");

        Assert.Equal("good", Assert.Single(await board.ReadAsync(_cancel)).Gateway);
    }

    [Fact]
    public async Task Demand_GatewaysThatHaveGone_LeaveNothing()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var board = new RedisDemandBoard(client, Cluster, NullLogger.Instance);
        string posts = new RedisKeyspace(Cluster).Of("demand") + "posts";
        for (int i = 0; i < 20; i++)
        {
            await board.PostAsync(new GatewayDemand($"g{i}", []), TimeSpan.FromMilliseconds(1), _cancel);
        }

        await Eventually.IsTrueAsync(async () =>
        {
            await board.PostAsync(new GatewayDemand("last", []), Minute, _cancel);
            return await server.CommandAsync("HLEN", posts) == "1";
        });
    }
}
