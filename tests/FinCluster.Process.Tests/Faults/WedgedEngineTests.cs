using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

/// <summary>A node whose engine stands still goes on to report and to answer probes, so that only the missing token tells.</summary>
public sealed class WedgedEngineTests
{
    private const string Steps = "step=20,prefill=0,decode=0,context=0";
    private static readonly string[] Simulated = ["--engine", "simulated", "--stall-limit", "1000"];

    [Fact]
    public async Task Chat_EngineHangsInTheMiddle_GoesOnElsewhereAndTheNodeIsNotServing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            gateways: 1, nodes: 1, [.. Simulated, "--canary-interval", "0", "--simulate", Steps + ",hang-after=60"]);
        GatewayProcess gateway = cluster.Gateways[0];
        string wedged = Assert.Single(cluster.Nodes).Key;
        using var node = new GrpcChannel(new Uri($"http://{wedged}"), TimeProvider.System);
        Assert.Equal((GrpcServingStatus.Serving, GrpcServingStatus.Serving), await HealthAsync(node));
        ChatRequest question = Chat.Question("什么是LPR？", 120);
        question.Stop.IgnoreEos = true;

        ChatAnswer answer = await gateway.Grpc.AskAsync(question, async deltas =>
        {
            if (deltas == 5)
            {
                await cluster.AddNodeAsync("other", [.. Simulated, "--simulate", Steps]);
                await TestCluster.WaitUntilAsync(gateway, status => status.Nodes.Count(each => each.Reachable) == 2);
            }
        });

        GetStatusResponse status = await gateway.StatusAsync();
        Assert.Equal(1, status.Failovers);
        Assert.Equal(("stalled", true), status.Nodes.Where(each => each.Address == wedged).Select(each => (each.State, each.Reachable)).Single());
        Assert.Equal((GrpcServingStatus.NotServing, GrpcServingStatus.NotServing), await HealthAsync(node));

        // The other node answers alone now, and has never heard of the failover: what it says is what nobody disturbed.
        ChatAnswer undisturbed = await gateway.Grpc.AskAsync(question);
        Assert.Equal(120, answer.Tokens.Count);
        Assert.Equal(undisturbed.Tokens, answer.Tokens);
        Assert.Equal(undisturbed.Text, answer.Text);
        Assert.Equal(1, (await gateway.StatusAsync()).Failovers);
    }

    [Fact]
    public async Task Node_IdleEngineGivesNoToken_IsNotServing()
    {
        await using NodeProcess node = await NodeProcess.StartAsync([.. Simulated, "--canary-interval", "500", "--simulate", Steps + ",hang-after=3"]);

        // It has given three canaries their tokens before.
        await Eventually.IsTrueAsync(async () =>
            await HealthAsync(node.Channel) == (GrpcServingStatus.NotServing, GrpcServingStatus.NotServing));
        Assert.Equal(3, (await InfoAsync(node)).Replicas[0].Statistics.GeneratedTokens);
        await node.Process.SignalAsync("TERM");
        await node.Process.WaitForExitAsync();
        Assert.Equal(0, node.Process.ExitCode);
    }

    [Fact]
    public async Task Node_EngineIsWellAndIdle_ServesAndItsCanariesAreOneTokenEach()
    {
        await using NodeProcess node = await NodeProcess.StartAsync([.. Simulated, "--canary-interval", "100", "--simulate", Steps]);

        Statistics statistics = (await Eventually.GetAsync(
            async () => await InfoAsync(node), info => info.Replicas[0].Statistics.GeneratedTokens >= 5)).Replicas[0].Statistics;

        Assert.Equal((GrpcServingStatus.Serving, GrpcServingStatus.Serving), await HealthAsync(node.Channel));
        Assert.Equal(statistics.GeneratedTokens, statistics.DecodeCalls);

        // All of them have one sequence, in which the next takes over what it can.
        Assert.InRange(statistics.KvCellsUsed, 1, 8);
        Assert.InRange(statistics.CachedTokens, statistics.GeneratedTokens - 1, long.MaxValue);
    }

    private static Task<Contracts.Node.V1.GetInfoResponse> InfoAsync(NodeProcess node) => node.Channel.UnaryAsync(
        NodeMethods.GetInfo, new Contracts.Node.V1.GetInfoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

    private static async Task<(GrpcServingStatus Alive, GrpcServingStatus Ready)> HealthAsync(GrpcChannel node) => (
        await GrpcHealthClient.CheckAsync(node, "", TestTimeouts.Token), await GrpcHealthClient.CheckAsync(node, "ready", TestTimeouts.Token));
}
