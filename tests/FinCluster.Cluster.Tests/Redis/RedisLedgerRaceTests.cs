using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Redis;

[Collection(typeof(RunAlone))]
public sealed class RedisLedgerRaceTests
{
    private const int Processes = 8;
    private const long Budget = 3_000;
    private const string Cluster = "race";

    private static readonly RedisScript Read = RedisScript.FromText("read", "return {'read', redis.call('GET', KEYS[1])}");

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reserve_ByEightProcesses_IsNeverOverTheLimitsAndDriftsByNothing(bool killRedis)
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true });
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        List<ChildProcess> workers = [];
        int admitted;
        try
        {
            workers.AddRange(Enumerable.Range(0, Processes).Select(_ => LedgerWorker.Start(server.Uri, Cluster, Budget)));
            if (killRedis)
            {
                await workers[0].WaitForLineAsync(line => line == "5");
                await server.KillAsync();
                await server.RestartAsync();
            }

            await Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync()));
            Assert.All(workers, worker => Assert.True(worker.ExitCode == 0, worker.LastLines));
            admitted = workers.Sum(worker => int.Parse(worker.Output.LastOrDefault("0"), CultureInfo.InvariantCulture));
        }
        finally
        {
            await Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));
        }

        var ledger = new RedisTenantLedger(client, Cluster);
        TenantUsage usage = await TestRedis.UntilAnsweredAsync(
            () => ledger.GetUsageAsync(LedgerWorker.Tenant, TenantLimits.None, _cancel).AsTask());
        Assert.Equal((0, admitted * (long)LedgerWorker.Used), (usage.OpenStreams, usage.MonthTokens));
        Assert.InRange(usage.MonthTokens, Budget - LedgerWorker.Estimate + 1, Budget);
        if (!killRedis)
        {
            RedisReply most = await client.EvaluateAsync(Read, [LedgerWorker.MostHeldKey], [], _cancel);
            Assert.InRange(most.Number(1), 2, LedgerWorker.Streams);
        }
    }

    [Fact]
    public async Task Settle_ReservationFromBeforeACrash_LeavesNoDrift()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true });
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var ledger = new RedisTenantLedger(client, Cluster);
        var limits = new TenantLimits { ConcurrentStreams = 2, MonthlyTokens = 100, RequestsPerSecond = 0.002m, TokensPerMinute = 60 };
        var open = new Reservation(ReservationId.New(), LedgerWorker.Tenant, limits, 40, TimeSpan.FromMinutes(10));
        Assert.True((await ledger.ReserveAsync(open, _cancel)).IsAdmitted);

        await server.KillAsync();
        await server.RestartAsync();

        TenantUsage held = await TestRedis.UntilAnsweredAsync(
            () => ledger.GetUsageAsync(LedgerWorker.Tenant, limits, _cancel).AsTask());
        Assert.Equal((1, 40L, 0), (held.OpenStreams, held.MonthTokens, held.Requests));
        Assert.Equal(SettleStatus.Settled, await ledger.SettleAsync(open, 33, _cancel));
        TenantUsage after = await ledger.GetUsageAsync(LedgerWorker.Tenant, limits, _cancel);
        Assert.Equal((0, 33L), (after.OpenStreams, after.MonthTokens));
    }

    [Fact]
    public async Task EveryCall_RedisHangs_IsTheBackendsError()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisClient client = await TestRedis.ConnectAsync(server.Uri);
        var ledger = new RedisTenantLedger(client, Cluster);
        var directory = new RedisTenantDirectory(client, Cluster);

        await server.PauseAsync();

        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(
            () => ledger.GetUsageAsync(LedgerWorker.Tenant, TenantLimits.None, _cancel).AsTask());
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => directory.GetStateAsync(_cancel));
    }
}
