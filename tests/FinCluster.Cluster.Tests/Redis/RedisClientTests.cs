using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisClientTests
{
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
}
