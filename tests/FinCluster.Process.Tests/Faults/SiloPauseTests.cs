using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Faults;

/// <summary>A process that stands still for longer than the cluster waits is taken for dead. When it goes on it joins anew, and does not end.</summary>
public sealed class SiloPauseTests
{
    [Fact]
    public async Task Gateway_StandsStillUntilItsConversationsAreElsewhere_GoesOnWithItsStreamAndServesThemAgain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(ControlPlaneEngine.Orleans, gateways: 2, nodes: 1);
        (GatewayProcess paused, GatewayProcess other) = (cluster.Gateways[0], cluster.Gateways[1]);
        string[] sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => paused.Grpc.CreateSessionAsync()));
        await Task.WhenAll(sessions.Select(session => AskAsync(paused, session)));
        string text = Chat.LongText(100);
        Task<string> joined = WaitUntilItJoinsAnewAsync(paused.Process);

        ChatAnswer answer = await paused.Grpc.AskAsync(Chat.Dictation(text), async deltas =>
        {
            if (deltas == 2)
            {
                await paused.Process.SignalAsync("STOP");

                // Their grains begin here only after the silo that had them was declared dead.
                await Task.WhenAll(sessions.Select(session => AskAsync(other, session)));
                await paused.Process.SignalAsync("CONT");
            }
        });

        Assert.Equal(text, answer.Text);
        ChatAnswer[] turns = await Task.WhenAll(sessions.Select(session => AskAsync(paused, session)));
        Assert.All(turns, turn => Assert.Equal(3, turn.Finished.SessionVersion));
        await joined;
    }

    [Fact]
    public async Task Node_StandsStillUntilItIsForgotten_ComesBack()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(ControlPlaneEngine.Orleans, gateways: 1, nodes: 1);
        GatewayProcess gateway = cluster.Gateways[0];
        ChildProcess node = cluster.Nodes.Values.Single();

        Task<string> joined = WaitUntilItJoinsAnewAsync(node);
        await node.SignalAsync("STOP");
        await TestCluster.WaitUntilAsync(gateway, status => status.Nodes.Count == 0);
        await node.SignalAsync("CONT");

        await cluster.WaitUntilKnownAsync();
        Assert.NotEmpty((await gateway.Grpc.AskAsync(Chat.Question("什么是LPR？"))).Text);
        await joined;
    }

    private static Task<string> WaitUntilItJoinsAnewAsync(ChildProcess process) =>
        process.WaitForLineAsync(line => line.Contains("a new silo of this process has joined", StringComparison.Ordinal));

    private static Task<ChatAnswer> AskAsync(GatewayProcess gateway, string session) => gateway.Grpc.AskAsync(session, "什么是LPR？");
}
