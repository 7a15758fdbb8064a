using System.Diagnostics;
using FinCluster.Contracts.V1;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Faults;

/// <summary>A gateway that keeps conversations as an Orleans silo is killed; the others go on with them.</summary>
public sealed class SiloLossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Chat_TheSiloOfAConversationIsKilledBetweenTwoTurns_TheNextOneKnowsTheFirst()
    {
        await using TestCluster cluster = await StartAsync();
        GatewayProcess victim = cluster.Gateways[0];
        string[] sessions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => victim.Grpc.CreateSessionAsync()));
        await Task.WhenAll(sessions.Select(session => AskAsync(victim, session)));

        long killed = Stopwatch.GetTimestamp();
        await victim.Process.SignalAsync("KILL");
        ChatAnswer[] answers = await Task.WhenAll(sessions.Select((session, index) => AskAsync(cluster.Gateways[1 + (index % 2)], session)));
        output.WriteLine($"all answered {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:F0} ms after the kill");

        Assert.All(answers, answer => Assert.Equal(2, answer.Finished.SessionVersion));
        foreach (string session in sessions)
        {
            Assert.Equal(4, (await cluster.Gateways[1].Grpc.ReadSessionAsync(session)).Messages.Count);
        }
    }

    [Fact]
    public async Task Chat_TheSiloOfAConversationIsKilledInTheMiddleOfATurn_TheTurnIsStored()
    {
        await using TestCluster cluster = await StartAsync();
        GatewayProcess victim = cluster.Gateways[0];
        string session = await victim.Grpc.CreateSessionAsync();
        await AskAsync(victim, session);
        ChatRequest turn = Chat.Dictation(Chat.LongText(100));
        turn.SessionId = session;

        ChatAnswer answer = await cluster.Gateways[1].Grpc.AskAsync(turn, async deltas =>
        {
            if (deltas == 2)
            {
                await victim.Process.SignalAsync("KILL");
            }
        });

        Assert.Equal(2, answer.Finished.SessionVersion);
        Assert.Equal(answer.Text, (await cluster.Gateways[2].Grpc.ReadSessionAsync(session)).Messages[^1].Content);
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(ControlPlaneEngine.Orleans, gateways: 3, nodes: 1);

    private static Task<ChatAnswer> AskAsync(GatewayProcess gateway, string session) => gateway.Grpc.AskAsync(session, "什么是LPR？");
}
