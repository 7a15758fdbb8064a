using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Core.Sessions;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

[Collection(typeof(RunAlone))]
public sealed class RedisSessionRaceTests
{
    private const int Processes = 8;
    private const int TurnsEach = 25;
    private const string Cluster = "race";

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_ByEightProcesses_LosesNoTurnAndStoresNoneTwice(bool killRedis)
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true });
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var store = new RedisSessionStore(client, Cluster);
        SessionId session = (await store.CreateAsync(SessionWorker.Tenant, null, [], _cancel)).Id;
        List<ChildProcess> workers = [];
        try
        {
            workers.AddRange(Enumerable.Range(0, Processes)
                .Select(worker => SessionWorker.Start(server.Uri, Cluster, session, $"{worker}", TurnsEach)));
            if (killRedis)
            {
                await workers[0].WaitForLineAsync(line => line == "3");
                await server.KillAsync();
                await server.RestartAsync();
            }

            await Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync()));
            Assert.All(workers, worker => Assert.True(worker.ExitCode == 0, worker.LastLines));
        }
        finally
        {
            await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));
        }

        SessionRecord found = (await TestRedis.UntilAnsweredAsync(() => store.FindAsync(SessionWorker.Tenant, session, _cancel)))!;
        IEnumerable<string> expected = Enumerable.Range(0, Processes)
            .SelectMany(worker => Enumerable.Range(0, TurnsEach).Select(turn => $"{worker}/{turn}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Messages.Select(m => m.Content).Order(StringComparer.Ordinal));
        Assert.Equal(Processes * TurnsEach, found.Summary.Version);
    }
}
