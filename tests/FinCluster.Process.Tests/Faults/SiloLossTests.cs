using System.Diagnostics;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

/// <summary>A gateway that keeps conversations as an Orleans silo is killed; the others go on with them.</summary>
public sealed class SiloLossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Chat_TheSiloOfAConversationIsKilledBetweenTwoTurns_TheNextOneKnowsTheFirst()
    {
        await using TestCluster cluster = await StartAsync();
        GatewayProcess victim = cluster.Gateways[0];
        string[] sessions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CreateAsync(victim)));
        await Task.WhenAll(sessions.Select(session => AskAsync(victim, session)));

        long killed = Stopwatch.GetTimestamp();
        await victim.Process.SignalAsync("KILL");
        ChatAnswer[] answers = await Task.WhenAll(sessions.Select((session, index) => AskAsync(cluster.Gateways[1 + (index % 2)], session)));
        output.WriteLine($"all answered {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:F0} ms after the kill");

        Assert.All(answers, answer => Assert.Equal(2, answer.Finished.SessionVersion));
        foreach (string session in sessions)
        {
            Assert.Equal(4, (await ReadAsync(cluster.Gateways[1], session)).Messages.Count);
        }
    }

    [Fact]
    public async Task Chat_TheSiloOfAConversationIsKilledInTheMiddleOfATurn_TheTurnIsStored()
    {
        await using TestCluster cluster = await StartAsync();
        GatewayProcess victim = cluster.Gateways[0];
        string session = await CreateAsync(victim);
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
        Assert.Equal(answer.Text, (await ReadAsync(cluster.Gateways[2], session)).Messages[^1].Content);
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(ControlPlaneEngine.Orleans, gateways: 3, nodes: 1);

    private static async Task<string> CreateAsync(GatewayProcess gateway) => (await gateway.Grpc.UnaryAsync(
        PublicMethods.CreateSession, new CreateSessionRequest(), GrpcCallOptions.Default, TestTimeouts.Token)).Id;

    private static Task<Session> ReadAsync(GatewayProcess gateway, string session) => gateway.Grpc.UnaryAsync(
        PublicMethods.GetSession, new GetSessionRequest { Id = session }, GrpcCallOptions.Default, TestTimeouts.Token);

    private static Task<ChatAnswer> AskAsync(GatewayProcess gateway, string session)
    {
        ChatRequest request = Chat.Question("什么是LPR？");
        request.SessionId = session;
        return gateway.Grpc.AskAsync(request);
    }
}
