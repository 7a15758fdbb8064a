using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

[Collection(typeof(RunAlone))]
public sealed class RedisClientTests
{
    // As docs/adr/0008-redis-backend.md gives it.
    private const string DocumentedAcl =
        "user default off\n"
        + "user fincluster on >s3:cr@t resetkeys ~fc1:* resetchannels &fc1:* -@all +@read +@write +@connection +@pubsub +@scripting "
        + "+time +info +cluster|nodes +config|get";

    private static readonly RedisScript Echo =
        RedisScript.FromText("echo", "redis.call('SET', KEYS[1], ARGV[1]) return {'ok', redis.call('GET', KEYS[1])}");

    private static readonly RedisScript Publish =
        RedisScript.FromText("publish", "redis.call('PUBLISH', 'c', '') return {'ok'}");

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Fact]
    public async Task Ping_RunningServer_Answers()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);

        await client.PingAsync(_cancel);
    }

    [Fact]
    public async Task Ping_Password_IsSent()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Password = "p@ss" });
        await using RedisClient client = await ConnectAsync(server.UriFor(":p%40ss@"));
        await using RedisClient stranger = await ConnectAsync(server.UriFor(":wrong@"));

        await client.PingAsync(_cancel);

        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => stranger.PingAsync(_cancel));
    }

    [Fact]
    public async Task Ping_Tls_TrustsTheAuthorityOfTheAddressOnly()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { UseTls = true });
        await using RedisClient client = await ConnectAsync(server.Uri);
        await using RedisClient stranger = await ConnectAsync(server.Uri.Split('?')[0]);

        await client.PingAsync(_cancel);

        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => stranger.PingAsync(_cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evaluate_UserOfAnAccessList_MayDoWhatTheProductNeeds(bool useTls)
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Acl = DocumentedAcl, UseTls = useTls });
        await using RedisClient client = await ConnectAsync(server.UriFor("fincluster:s3%3Acr%40t@"));
        await using RedisClient wrong = await ConnectAsync(server.UriFor("fincluster:wrong@"));
        await using RedisClient nobody = await ConnectAsync(server.UriFor(""));

        RedisReply reply = await client.EvaluateAsync(Echo, ["fc1:x"], ["täxt"], _cancel);

        Assert.Equal("täxt", reply.Text(1));
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => wrong.PingAsync(_cancel));
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => nobody.PingAsync(_cancel));
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.EvaluateAsync(Echo, ["other"], ["x"], _cancel));
    }

    [Fact]
    public async Task Subscribe_ConnectionLostAndMadeAgain_StillHears()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        using var heard = new SemaphoreSlim(0);
        await client.SubscribeAsync("c", () => heard.Release(), _cancel);

        await PublishUntilHeardAsync(client, heard);
        await server.KillAsync();
        await server.RestartAsync();
        await PublishUntilHeardAsync(client, heard);
    }

    [Fact]
    public async Task Subscribe_RedisAway_HearsWhenItIsBack()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        using var heard = new SemaphoreSlim(0);
        await server.KillAsync();
        await client.SubscribeAsync("c", () => heard.Release(), _cancel);

        await server.RestartAsync();

        await PublishUntilHeardAsync(client, heard);
    }

    [Fact]
    public async Task Evaluate_ScriptThatIsWrong_IsABugNotAnOutage()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        var wrong = RedisScript.FromText("wrong", "return redis.call('INCR', KEYS[1], 'too', 'many')");

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EvaluateAsync(wrong, ["k"], [], _cancel));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Evaluate_AnswerDoesNotCome_IsSentAgainOnlyWhenRepeatable(bool isRepeatable, int expectedRuns)
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var proxy = new HoldingProxy(server.Port);
        await using RedisClient client = await TestRedis.ConnectAsync(
            RedisOptions.Parse($"redis://127.0.0.1:{proxy.Port}") with { AttemptTimeout = TimeSpan.FromMilliseconds(600) });
        await using RedisClient witness = await ConnectAsync(server.Uri);
        var count = RedisScript.FromText("count", "return {redis.call('INCRBY', KEYS[1], ARGV[1])}", isRepeatable);
        await witness.EvaluateAsync(count, ["k"], ["0"], _cancel);

        proxy.Hold();
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.EvaluateAsync(count, ["k"], ["1"], _cancel));

        RedisReply runs = await witness.EvaluateAsync(count, ["k"], ["0"], _cancel);
        Assert.True(isRepeatable ? runs.Number(0) >= expectedRuns : runs.Number(0) == expectedRuns, $"it ran {runs.Number(0)} times");
    }

    [Fact]
    public async Task Evaluate_ManyCallsFail_NextOnesFailAtOnce()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        await client.PingAsync(_cancel);
        await server.PauseAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.PingAsync(_cancel))));

        // The breaker lets a call through from time to time, so one of several calls in a row is quick.
        var quickest = TimeSpan.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.PingAsync(_cancel));
            TimeSpan took = TimeProvider.System.GetElapsedTime(started);
            quickest = took < quickest ? took : quickest;
        }

        Assert.InRange(quickest, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Connect_NobodyThere_ConnectsWhenRedisComes()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.PingAsync(_cancel));

        await server.RestartAsync();

        await PingUntilAnsweredAsync(client);
    }

    [Fact]
    public async Task Ping_ServerHangs_FailsInTimeAndWorksAfterwards()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        await client.PingAsync(_cancel);

        await server.PauseAsync();
        long started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.PingAsync(_cancel));
        TimeSpan waited = TimeProvider.System.GetElapsedTime(started);
        await server.ResumeAsync();

        Assert.InRange(waited, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5));
        await PingUntilAnsweredAsync(client);
    }

    [Fact]
    public async Task Ping_ServerKilledAndStarted_IsConnectedAgain()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await ConnectAsync(server.Uri);
        await client.PingAsync(_cancel);

        await server.KillAsync();
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => client.PingAsync(_cancel));
        await server.RestartAsync();

        await PingUntilAnsweredAsync(client);
    }

    private static Task<RedisClient> ConnectAsync(string uri) =>
        TestRedis.ConnectAsync(RedisOptions.Parse(uri) with { ConnectTimeout = TimeSpan.FromSeconds(2) });

    private Task<bool> PingUntilAnsweredAsync(RedisClient client) => TestRedis.UntilAnsweredAsync(async () =>
    {
        await client.PingAsync(_cancel);
        return true;
    });

    private Task<bool> PublishUntilHeardAsync(RedisClient client, SemaphoreSlim heard) => TestRedis.UntilAnsweredAsync(async () =>
    {
        while (!await heard.WaitAsync(TimeSpan.FromMilliseconds(50), _cancel))
        {
            await client.EvaluateAsync(Publish, ["k"], [], _cancel);
        }

        return true;
    });
}
