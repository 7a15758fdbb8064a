using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>A replica takes over from a primary that died.</summary>
[Collection(typeof(RunAlone))]
public sealed class RedisFailoverTests
{
    private static readonly TenantId Tenant = new("acme");
    private static readonly ChatMessage[] Turn = [new(ChatRole.User, "q"), new(ChatRole.Assistant, "a")];

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Commit_ReplicaTakesOver_ClientsFindItAndNothingReplicatedIsLost()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync(new RedisServerOptions { ReplicaOf = primary.Port });
        await using RedisClient client = await TestRedis.ConnectAsync($"redis://{primary.Address},{replica.Address}");
        var store = new RedisSessionStore(client, "test");
        SessionId session = (await store.CreateAsync(Tenant, "m", [], _cancel)).Id;
        SessionLease lease = (await store.AcquireAsync(Tenant, session, 0, TimeSpan.FromMinutes(1), _cancel)).Lease!;
        Assert.Equal("1", await primary.CommandAsync("WAIT", "1", "0"));

        await primary.KillAsync();
        await replica.CommandAsync("REPLICAOF", "NO", "ONE");

        CommitResult committed = await TestRedis.UntilAnsweredAsync(() => store.CommitAsync(lease, Turn, warmNode: null, _cancel));
        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), committed);
        Assert.Equal(Turn, (await store.FindAsync(Tenant, session, _cancel))!.Messages);
    }
}
