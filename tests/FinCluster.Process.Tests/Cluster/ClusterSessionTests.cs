using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Cluster;

public sealed class ClusterSessionTests
{
    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Chat_NextTurnThroughAnotherGateway_KnowsTheFirstAndFindsItsKv(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 2, nodes: 2);
        string session = await cluster.Gateways[0].Grpc.CreateSessionAsync();

        ChatAnswer first = await AskAsync(cluster.Gateways[0], session, "可转债是什么？");
        ChatAnswer second = await AskAsync(cluster.Gateways[1], session, "那它有什么风险？");

        Assert.StartsWith("可转债的主要风险", second.Text, StringComparison.Ordinal);
        Assert.Equal((1, 2), (first.Finished.SessionVersion, second.Finished.SessionVersion));
        Assert.Equal(first.Started.PromptTokens + first.Tokens.Count, second.Started.CachedTokens);
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Chat_TwoWritersThroughTwoGateways_OneWinsAndTheOtherIsToldSo(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 2, nodes: 1);
        string session = await cluster.Gateways[0].Grpc.CreateSessionAsync();
        ChatRequest longTurn = Chat.Dictation(Chat.LongText(100));
        longTurn.SessionId = session;
        GrpcException? busy = null;

        ChatAnswer answer = await cluster.Gateways[0].Grpc.AskAsync(longTurn, async deltas =>
        {
            if (deltas == 2)
            {
                busy = await Assert.ThrowsAsync<GrpcException>(() => AskAsync(cluster.Gateways[1], session, "你好"));
            }
        });

        Assert.Equal(1, answer.Finished.SessionVersion);
        Assert.Equal((GrpcStatus.Aborted, "session_busy"), (busy!.Status, busy.Trailers["fincluster-error"]));
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Chat_RedisHangsForAWhile_AnswersGoOnAndTheTurnIsStoredOnce(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 1, nodes: 1);
        GatewayProcess gateway = cluster.Gateways[0];
        string session = await gateway.Grpc.CreateSessionAsync();
        ChatRequest longTurn = Chat.Dictation(Chat.LongText(100));
        longTurn.SessionId = session;
        ChatAnswer? other = null;
        GrpcException? refused = null;

        ChatAnswer answer = await gateway.Grpc.AskAsync(longTurn, async deltas =>
        {
            if (deltas == 2)
            {
                await cluster.Redis.PauseAsync();
                other = await gateway.Grpc.AskAsync(Chat.Question("什么是LPR？"));
                refused = await Assert.ThrowsAsync<GrpcException>(() => gateway.Grpc.CreateSessionAsync());
                await cluster.Redis.ResumeAsync();
            }
        });
        ChatAnswer next = await AskUntilTakenAsync(gateway, session, "什么是LPR？");

        Assert.StartsWith("LPR是贷款市场报价利率", other!.Text, StringComparison.Ordinal);
        Assert.Equal((GrpcStatus.Unavailable, "control_plane_unavailable"), (refused!.Status, refused.Trailers["fincluster-error"]));
        Assert.Equal((1, 2), (answer.Finished.SessionVersion, next.Finished.SessionVersion));
    }

    // For a moment after Redis is back, the gateway may still answer that it is not, and that the same request can succeed later.
    private static async Task<ChatAnswer> AskUntilTakenAsync(GatewayProcess gateway, string session, string question)
    {
        ChatAnswer? answer = null;
        await Eventually.IsTrueAsync(async () =>
        {
            try
            {
                answer = await AskAsync(gateway, session, question);
                return true;
            }
            catch (GrpcException e) when (e.Trailers["fincluster-error"] == "control_plane_unavailable" && e.Trailers["fincluster-retryable"] == "true")
            {
                return false;
            }
        });
        return answer!;
    }

    private static Task<ChatAnswer> AskAsync(GatewayProcess gateway, string session, string question) => gateway.Grpc.AskAsync(session, question);
}
