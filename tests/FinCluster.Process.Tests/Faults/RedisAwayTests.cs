using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Faults;

/// <summary>The short form of loadtests/redis-away.sh: Redis dies and comes back while a tenant with limits is served.</summary>
public sealed class RedisAwayTests
{
    private const int Sessions = 4;
    private const int Streams = 6;
    private const int LongTurn = 500;

    // Longer than a node's announcement (1.5 s) and than the grace of the fleet after an outage (5 s).
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(7);

    private readonly List<Usage> _answered = [];
    private readonly Lock _gate = new();
    private TestCluster? _cluster;
    private GrpcCallOptions _call = GrpcCallOptions.Default;

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Redis_DiesAndComesBack_AnswersGoOnAndEverythingIsBookedOnce(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = _cluster = await TestCluster.StartAsync(
            new RedisServerOptions { AppendOnly = true }, engine, 2, 2, "--engine", "simulated", "--simulate", "step=20,prefill=0,decode=0,context=0");
        string key = await cluster.AddTenantAsync("app", "--streams", $"{Sessions + Streams}", "--tokens-per-minute", "10000000", "--monthly-tokens", "10000000");
        _call = new GrpcCallOptions { Headers = new GrpcMetadata { { "authorization", $"Bearer {key}" } } };
        string[] sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(CreateAsync));
        await Task.WhenAll(sessions.Select((session, index) => AskAsync(index, session, 2)));

        Task<ChatAnswer>[] turns = await BeginLongTurnsAsync(sessions);
        await cluster.Redis.KillAsync();
        int answered = (await Task.WhenAll(Enumerable.Range(0, 4).Select(index => AskForAsync(index, Outage)))).Sum();
        await cluster.Redis.RestartAsync();
        ChatAnswer[] ended = await Task.WhenAll(turns);

        Assert.InRange(answered, 4, int.MaxValue);
        Assert.All(ended, answer => Assert.Equal((LongTurn, 2), (answer.Tokens.Count, answer.Finished.SessionVersion)));
        ChatAnswer[] next = await Task.WhenAll(sessions.Select((session, index) => AskAsync(index + 1, session, 2)));
        Assert.All(next, answer => Assert.Equal(3, answer.Finished.SessionVersion));
        Session[] stored = await Task.WhenAll(sessions.Select(ReadAsync));
        Assert.All(stored, session => Assert.Equal((3, 6), (session.Version, session.Messages.Count)));
        // What is stored is the model's own text: labels are put on what goes out.
        Assert.All(ended.Zip(stored), pair => Assert.StartsWith(pair.Second.Messages[3].Content, pair.First.Text, StringComparison.Ordinal));
        await SpendIsAsync(cluster, Spent());
        await NoStreamIsHeldAsync();

        // What a gateway still has to book it books before it ends.
        await cluster.StopGatewayAsync(cluster.Gateways[1]);
        await cluster.StopGatewayAsync(cluster.Gateways[0]);
        Assert.Equal(Spent(), await cluster.ReadSpendAsync());
    }

    private long Spent() => _answered.Sum(usage => (long)usage.PromptTokens + usage.CompletionTokens);

    /// <summary>Waits until the ledger has booked so much; more is an error at once.</summary>
    private static Task SpendIsAsync(TestCluster cluster, long tokens) => Eventually.IsTrueAsync(async () =>
    {
        long spent = await cluster.ReadSpendAsync();
        Assert.InRange(spent, 0, tokens);
        return spent == tokens;
    });

    /// <summary>As many requests as the tenant may have are admitted, and one more is not: nothing is reserved for those that are over.</summary>
    private async Task NoStreamIsHeldAsync()
    {
        var begun = new CountdownEvent(Sessions + Streams);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ChatAnswer>[] most = [.. Enumerable.Range(0, Sessions + Streams).Select(index => AskAsync(index, null, 200, deltas =>
        {
            if (deltas == 1 && begun.Signal())
            {
                all.SetResult();
            }

            return Task.CompletedTask;
        }))];

        await Task.WhenAny(all.Task, Task.WhenAll(most));
        Assert.True(all.Task.IsCompletedSuccessfully, "some of them were not admitted at once");
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(() => AskAsync(0, null, 2));
        Assert.Equal("rate_limit_exceeded", refused.Trailers[ErrorWire.ErrorTrailer]);
        await Task.WhenAll(most);
    }

    private async Task<Task<ChatAnswer>[]> BeginLongTurnsAsync(string[] sessions)
    {
        TaskCompletionSource[] begun = [.. sessions.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        Task<ChatAnswer>[] turns = [.. sessions.Select((session, index) => AskAsync(index, session, LongTurn, _ =>
        {
            begun[index].TrySetResult();
            return Task.CompletedTask;
        }))];
        await Task.WhenAll(begun.Select(first => first.Task)).WaitAsync(TestTimeouts.Default);
        return turns;
    }

    /// <summary>Asks one question after the other, through the gateways by turns; gives the number of answers.</summary>
    private async Task<int> AskForAsync(int index, TimeSpan time)
    {
        long started = TimeProvider.System.GetTimestamp();
        int answered = 0;
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            await AskAsync(index + answered, null, 10);
            answered++;
        }

        return answered;
    }

    private GatewayProcess Gateway(int index) => _cluster!.Gateways[index % _cluster.Gateways.Count];

    private async Task<ChatAnswer> AskAsync(int gateway, string? session, int tokens, Func<int, Task>? onDelta = null)
    {
        ChatRequest request = Chat.Question("什么是LPR？", tokens);
        request.Stop.IgnoreEos = true;
        request.SessionId = session ?? "";
        ChatAnswer answer = await Gateway(gateway).Grpc.AskAsync(request, onDelta, _call);
        lock (_gate)
        {
            _answered.Add(answer.Finished.Usage);
        }

        return answer;
    }

    private Task<string> CreateAsync(int gateway) => Gateway(gateway).Grpc.CreateSessionAsync(_call);

    private Task<Session> ReadAsync(string session) => Gateway(0).Grpc.ReadSessionAsync(session, _call);
}
