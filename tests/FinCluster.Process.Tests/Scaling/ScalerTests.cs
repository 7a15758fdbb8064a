using System.Globalization;
using System.Text.Json.Nodes;
using FinCluster.Process.Tests.Clients;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Scaling;

/// <summary>The scaler with real node processes on this machine.</summary>
public sealed class ScalerTests
{
    // A market that is open for half an hour, so that a day is over in less than a minute.
    private const string ShortDay = """
        {"version":1,"asOf":"2026-11-22","venues":[{"name":"Test","codes":["TEST"],"timeZone":"Asia/Shanghai","timetables":[{"from":"2018-01-01",
        "fullDay":[{"kind":"openingAuction","start":"09:15","end":"09:25"},{"kind":"continuous","start":"09:25","end":"09:45"}]}],
        "years":[{"year":2026,"status":"official","source":"test"}]}]}
        """;

    private static readonly DateTimeOffset Bell = new(2026, 11, 23, 9, 15, 0, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset Close = Bell.AddMinutes(30);

    [Fact]
    public async Task MarketDay_NodesComeBeforeTheBellAndGoAfterTheClose_AndNoRequestFails()
    {
        await using ScaledCluster cluster = await ScaledCluster.StartAsync(
            ScaledCluster.Plan(1, 2, """
                "venues":["TEST"],"tokensPerSecond":10,"targetUtilization":1,"safetyShare":0,"baseTokensPerSecond":4,"tokensPerAnswer":4,"startSeconds":120,"readyBeforeSeconds":60,"drainSeconds":10,"settleSeconds":300
                """),
            ShortDay,
            [],
            "--rehearse", "2026-11-23T09:05:00+08:00@60");
        await cluster.WaitForNodesAsync(1);
        using var over = new CancellationTokenSource();
        Task<int> load = AskUntilAsync(cluster, over.Token);

        await cluster.WaitForDecisionAsync(decisions => decisions.Any(
            decision => Time(decision) >= Bell && Time(decision) < Close && Replicas(decision) == 2 && (int)decision["ready"]! == 2));
        await cluster.WaitForDecisionAsync(decisions => decisions is [.., var last] && Time(last) > Close && Replicas(last) == 1 && (int)last["ready"]! == 1);
        await cluster.WaitForNodesAsync(1);
        await over.CancelAsync();
        int answered = await load;

        Assert.True(answered > 50, $"only {answered} requests");
        Assert.Single(cluster.NodeProcesses);

        // All is to be there 60 s before the bell, and a quarter is added to what a start takes; the scaler looks once in 60 s of this clock.
        JsonNode up = cluster.Decisions.Last(decision => Time(decision) < Bell.AddMinutes(5) && (int)decision["before"]! == 1 && Replicas(decision) == 2);
        double lead = ((double)up["startSeconds"]! * 1.25) + 60;
        Assert.True((Bell - Time(up)).TotalSeconds >= lead - 90, $"{up}");
        JsonNode down = cluster.Decisions.Last(decision => Replicas(decision) == 1 && (int)decision["before"]! == 2);
        Assert.True(Time(down) >= Close.AddMinutes(-5), $"{down}");
    }

    [Fact]
    public async Task ScalerKilled_ItsNodesServeOn_AndTheNextOneGoesOnWithThem()
    {
        await using ScaledCluster cluster = await ScaledCluster.StartAsync(
            ScaledCluster.Plan(2, 2, "\"policy\":\"static\",\"tokensPerSecond\":100"), calendar: null, []);
        await cluster.WaitForNodesAsync(2);
        IReadOnlyList<int> before = cluster.NodeProcesses;

        await cluster.KillScalerAsync();
        Assert.Equal(4, (await cluster.Gateway.Grpc.AskAsync(Chat.Question("在吗", 4))).Tokens.Count);
        await cluster.StartScalerAsync();
        await cluster.WaitForDecisionAsync(decisions => decisions.Count >= 2);

        Assert.Equal(before, cluster.NodeProcesses);

        // One that ends by itself is replaced.
        await Signals.SendAsync(before[0], "KILL");
        await Eventually.IsTrueAsync(() => cluster.NodeProcesses is { Count: 2 } now && now.Contains(before[1]) && !now.Contains(before[0]));
        await cluster.WaitForNodesAsync(2);
    }

    [Fact]
    public async Task EmptyPool_ARequestWaits_ANodeComesAndAnswersIt()
    {
        await using ScaledCluster cluster = await ScaledCluster.StartAsync(
            ScaledCluster.Plan(0, 1, "\"policy\":\"reactive\",\"tokensPerSecond\":100"), calendar: null, ["--scales-from-zero", ScaledCluster.Model]);
        await cluster.WaitForDecisionAsync(decisions => decisions.Any(decision => Replicas(decision) == 0));
        Assert.Empty(cluster.NodeProcesses);

        ChatAnswer answer = await cluster.Gateway.Grpc.AskAsync(Chat.Question("什么是LPR？", 8));

        Assert.Equal(8, answer.Tokens.Count);
        Assert.Single(cluster.NodeProcesses);
    }

    [Fact]
    public async Task Python_AsKedaAsks_AllChecksPass()
    {
        await PythonGrpc.SkipUnlessInstalledAsync();
        using var stubs = new TemporaryFolder();
        await PythonGrpc.MakeStubsAsync(stubs.Path, "keda");
        await using ScaledCluster cluster = await ScaledCluster.StartAsync(
            ScaledCluster.Plan(2, 2, "\"policy\":\"static\",\"tokensPerSecond\":100"), calendar: null, []);
        await cluster.WaitForDecisionAsync(decisions => decisions.Count > 0);

        await ClientProgram.AssertPassesAsync(
            PythonGrpc.Program,
            [Path.Combine(ClientProgram.Folder, "python", "external_scaler.py"), "--address", cluster.Ready.Grpc!, "--stubs", stubs.Path, "--pool", "central", "--replicas", "2"],
            checks: 6);
    }

    private static async Task<int> AskUntilAsync(ScaledCluster cluster, CancellationToken over)
    {
        // While the market is open sixteen tokens a second, else four, as the plan expects; the clock of the scaler goes sixty times as fast.
        long began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        int answered = 0;
        for (int tick = 0; !over.IsCancellationRequested; tick++)
        {
            TimeSpan market = TimeSpan.FromHours(9.0 + (5.0 / 60)) + (TimeProvider.System.GetElapsedTime(began) * 60);
            if (tick % 4 == 0 || (market >= TimeSpan.FromHours(9.25) && market < TimeSpan.FromHours(9.75)))
            {
                ChatAnswer answer = await cluster.Gateway.Grpc.AskAsync(Chat.Question("请讲讲债券", 4));
                Assert.Equal(4, answer.Tokens.Count);
                answered++;
            }

            await timer.WaitForNextTickAsync(TestTimeouts.Token);
        }

        return answered;
    }

    private static int Replicas(JsonNode decision) => (int)decision["replicas"]!;

    private static DateTimeOffset Time(JsonNode decision) => DateTimeOffset.Parse((string)decision["time"]!, CultureInfo.InvariantCulture);
}
