using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

[Collection(typeof(RunAlone))]
public sealed class RedisSessionStoreTests
{
    private const string Cluster = "test";

    private static readonly TenantId Tenant = new("{a}:b c/中");
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly ChatMessage[] Turn = [new(ChatRole.User, "q"), new(ChatRole.Assistant, "a")];

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Commit_RedisKilledAfterwards_IsThereWhenItIsBack()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true });
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, "m", [], _cancel)).Id;
        await CommitAsync(store, session);
        SessionLease held = (await store.AcquireAsync(Tenant, session, 1, Minute, _cancel)).Lease!;

        await server.KillAsync();
        await server.RestartAsync();

        SessionRecord found = (await TestRedis.UntilAnsweredAsync(() => store.FindAsync(Tenant, session, _cancel)))!;
        Assert.Equal(Turn, found.Messages);
        Assert.Equal(AcquireStatus.Busy, (await store.AcquireAsync(Tenant, session, 1, Minute, _cancel)).Status);
        Assert.Equal(new CommitResult(CommitStatus.Committed, 2), await store.CommitAsync(held, Turn, _cancel));
        Assert.Equal(session, Assert.Single((await store.ListAsync(Tenant, 10, null, _cancel)).Sessions).Id);
    }

    [Fact]
    public async Task EveryCall_RedisHangs_FailsInTimeAndWorksAfterwards()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, "m", [], _cancel)).Id;
        SessionLease lease = (await store.AcquireAsync(Tenant, session, 0, Minute, _cancel)).Lease!;

        await server.PauseAsync();
        long started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(
            FailsAsync(() => store.FindAsync(Tenant, session, _cancel)),
            FailsAsync(() => store.CreateAsync(Tenant, null, [], _cancel)),
            FailsAsync(() => store.ListAsync(Tenant, 10, null, _cancel)),
            FailsAsync(() => store.RenewAsync(lease, Minute, _cancel)),
            FailsAsync(() => store.CommitAsync(lease, Turn, _cancel)));
        TimeSpan waited = TimeProvider.System.GetElapsedTime(started);
        await server.ResumeAsync();

        Assert.True(waited < TimeSpan.FromSeconds(5), $"the calls took {waited}");
        CommitResult again = await TestRedis.UntilAnsweredAsync(() => store.CommitAsync(lease, Turn, _cancel));
        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), again);
        Assert.Equal(Turn, (await store.FindAsync(Tenant, session, _cancel))!.Messages);
    }

    [Fact]
    public async Task Commit_AnswerComesTooLate_StoresTheTurnOnce()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var proxy = new HoldingProxy(server.Port);
        await using RedisClient direct = await TestRedis.ConnectAsync(server.Uri);
        await using RedisClient client = await TestRedis.ConnectAsync($"redis://127.0.0.1:{proxy.Port}");
        var witness = new RedisSessionStore(direct, Cluster);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, null, [], _cancel)).Id;
        await CommitAsync(witness, session); // The server knows the script from now on.
        SessionLease lease = (await store.AcquireAsync(Tenant, session, 1, Minute, _cancel)).Lease!;

        proxy.Hold();
        await FailsAsync(() => store.CommitAsync(lease, Turn, _cancel));
        SessionRecord stored = (await witness.FindAsync(Tenant, session, _cancel))!;
        await CommitAsync(witness, session);
        proxy.Release();
        CommitResult again = await TestRedis.UntilAnsweredAsync(() => store.CommitAsync(lease, Turn, _cancel));

        Assert.Equal(2, stored.Summary.Version);
        Assert.Equal(new CommitResult(CommitStatus.Committed, 2), again);
        Assert.Equal(3, (await store.FindAsync(Tenant, session, _cancel))!.Summary.Version);
    }

    [Fact]
    public async Task Acquire_AnswerComesAtTheSecondAttempt_HoldsTheLeaseOfTheFirst()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var proxy = new HoldingProxy(server.Port);
        await using RedisClient client = await TestRedis.ConnectAsync(
            RedisOptions.Parse($"redis://127.0.0.1:{proxy.Port}") with
            {
                AttemptTimeout = TimeSpan.FromMilliseconds(200),
                CallTimeout = TestTimeouts.Default,
            });
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, null, [], _cancel)).Id;

        proxy.Hold();
        Task<AcquireResult> taking = store.AcquireAsync(Tenant, session, 0, Minute, _cancel);
        await Assert.ThrowsAsync<TimeoutException>(() => taking.WaitAsync(TimeSpan.FromMilliseconds(300), _cancel));
        proxy.Release();

        AcquireResult taken = await taking;
        Assert.Equal((AcquireStatus.Acquired, 1L), (taken.Status, taken.Lease!.FencingToken));
    }

    [Fact]
    public async Task Acquire_LeaseEndsByTheClockOfTheServer_IsFree()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, null, [], _cancel)).Id;
        var duration = TimeSpan.FromMilliseconds(700);
        long started = TimeProvider.System.GetTimestamp();
        SessionLease old = (await store.AcquireAsync(Tenant, session, 0, duration, _cancel)).Lease!;

        AcquireResult next;
        do
        {
            next = await store.AcquireAsync(Tenant, session, 0, Minute, _cancel);
        }
        while (next.Status == AcquireStatus.Busy);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), duration, duration + TimeSpan.FromSeconds(2));
        Assert.True(next.Lease!.FencingToken > old.FencingToken);
        Assert.Equal(CommitStatus.LeaseLost, (await store.CommitAsync(old, Turn, _cancel)).Status);
    }

    [Fact]
    public async Task EveryCall_AnotherClusterName_SeesNothing()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        var other = new RedisSessionStore(client, Cluster + "2");
        SessionId session = (await store.CreateAsync(Tenant, null, [], _cancel)).Id;
        await store.CreateAsync(Tenant, null, [], _cancel);
        string cursor = (await store.ListAsync(Tenant, 1, null, _cancel)).Next!;

        Assert.Null(await other.FindAsync(Tenant, session, _cancel));
        Assert.Empty((await other.ListAsync(Tenant, 10, null, _cancel)).Sessions);
        await Assert.ThrowsAsync<FormatException>(() => other.ListAsync(Tenant, 10, cursor, _cancel));
    }

    [Fact]
    public async Task Find_OlderReleaseCommittedTheLastTurn_NoNodeIsWarm()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(Tenant, null, [], _cancel)).Id;
        SessionLease lease = (await store.AcquireAsync(Tenant, session, null, Minute, _cancel)).Lease!;
        await store.CommitAsync(lease, Turn, new NodeId("a"), _cancel);

        // It raises the version and leaves alone what it does not know.
        string key = new SessionKeys(new RedisKeyspace(Cluster), Tenant).Session(session);
        await client.EvaluateAsync(
            RedisScript.FromText("older", "return {'done', redis.call('HINCRBY', KEYS[1], 'version', 1)}"), [key], [], _cancel);

        SessionRecord found = (await store.FindAsync(Tenant, session, _cancel))!;
        Assert.Equal((2, null), (found.Summary.Version, found.WarmNode));
    }

    private static Task<ControlPlaneUnavailableException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<ControlPlaneUnavailableException>(call);

    private async Task CommitAsync(RedisSessionStore store, SessionId session)
    {
        SessionLease lease = (await store.AcquireAsync(Tenant, session, null, Minute, _cancel)).Lease!;
        Assert.Equal(CommitStatus.Committed, (await store.CommitAsync(lease, Turn, _cancel)).Status);
    }
}
