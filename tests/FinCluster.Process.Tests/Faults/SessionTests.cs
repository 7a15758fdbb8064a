using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

public sealed class SessionTests
{
    [Fact]
    public async Task Chat_SecondTurnOfASession_KnowsTheFirstAndComputesOnlyWhatIsNew()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        string session = await CreateAsync(server);

        ChatAnswer first = await AskAsync(server, session, "可转债是什么？");
        ChatAnswer second = await AskAsync(server, session, "那它有什么风险？");

        Assert.StartsWith("可转债的主要风险", second.Text, StringComparison.Ordinal);
        Assert.Equal((1, 2), (first.Finished.SessionVersion, second.Finished.SessionVersion));
        Assert.Equal(first.Started.PromptTokens + first.Tokens.Count, second.Started.CachedTokens);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Chat_ServerRestarted_GoesOnWhereTheSessionWas(string signal)
    {
        using var folder = new TemporaryFolder();
        string session;
        ChatAnswer first;
        await using (ServeProcess before = await ServeProcess.StartAsync(folder.Path))
        {
            session = await CreateAsync(before);
            first = await AskAsync(before, session, "可转债是什么？");
            await before.Process.SignalAsync(signal);
            await before.Process.WaitForExitAsync();
        }

        await using ServeProcess after = await ServeProcess.StartAsync(folder.Path);
        Session stored = await GetAsync(after, session);
        ChatAnswer second = await AskAsync(after, session, "那它有什么风险？");

        Assert.Equal(1, stored.Version);
        Assert.Equal(["可转债是什么？", first.Text], stored.Messages.Select(message => message.Content));
        Assert.StartsWith("可转债的主要风险", second.Text, StringComparison.Ordinal);
        Assert.Equal(2, second.Finished.SessionVersion);
    }

    [Fact]
    public async Task Chat_TwoWritersOfASession_OneWinsAndTheOtherIsToldSo()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        string session = await CreateAsync(server);
        ChatRequest longTurn = Chat.Dictation(Chat.LongText(100));
        longTurn.SessionId = session;
        GrpcException? busy = null;

        ChatAnswer answer = await server.Grpc.AskAsync(longTurn, async deltas =>
        {
            if (deltas == 2)
            {
                busy = await Assert.ThrowsAsync<GrpcException>(() => AskAsync(server, session, "你好"));
            }
        });

        Assert.Equal(1, answer.Finished.SessionVersion);
        Assert.Equal((GrpcStatus.Aborted, "session_busy", "true"), (busy!.Status, busy.Trailers["fincluster-error"], busy.Trailers["fincluster-retryable"]));
        Assert.Equal(2, (await GetAsync(server, session)).MessageCount);
    }

    [Fact]
    public async Task Chat_ClientLeavesInTheMiddle_TurnIsNotStoredAndTheSessionIsFree()
    {
        await using ServeProcess server = await ServeProcess.StartAsync();
        string session = await CreateAsync(server);
        ChatRequest request = Chat.Dictation(Chat.LongText(150));
        request.SessionId = session;
        await foreach (ChatEvent step in server.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token))
        {
            if (step.Delta is not null)
            {
                break;
            }
        }

        ChatAnswer answer = await RetryWhileBusyAsync(() => AskAsync(server, session, "什么是LPR？"));

        Assert.Equal(1, answer.Finished.SessionVersion);
        Assert.Equal(2, (await GetAsync(server, session)).MessageCount);
    }

    // The server learns of a client's departure a moment after the client has left.
    private static async Task<ChatAnswer> RetryWhileBusyAsync(Func<Task<ChatAnswer>> ask)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (GrpcException e) when (e.Trailers["fincluster-error"] == "session_busy")
            {
                Assert.True(TimeProvider.System.GetElapsedTime(started) < TestTimeouts.Default, "the session stays busy");
            }
        }
    }

    private static Task<ChatAnswer> AskAsync(ServeProcess server, string session, string question)
    {
        ChatRequest request = Chat.Question(question);
        request.SessionId = session;
        return server.Grpc.AskAsync(request);
    }

    private static async Task<string> CreateAsync(ServeProcess server) => (await server.Grpc.UnaryAsync(
        PublicMethods.CreateSession, new CreateSessionRequest(), GrpcCallOptions.Default, TestTimeouts.Token)).Id;

    private static Task<Session> GetAsync(ServeProcess server, string session) => server.Grpc.UnaryAsync(
        PublicMethods.GetSession, new GetSessionRequest { Id = session }, GrpcCallOptions.Default, TestTimeouts.Token);
}
