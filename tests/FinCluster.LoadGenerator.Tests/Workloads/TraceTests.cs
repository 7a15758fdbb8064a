using FinCluster.LoadGenerator.Workloads;
using FinCluster.Testing;

namespace FinCluster.LoadGenerator.Tests.Workloads;

public sealed class TraceTests
{
    private static readonly TraceOptions Options = new() { PromptCharacters = 20, Seed = 3, Groups = 5, PrefixCharacters = 100, Sessions = 2, Turns = 3 };

    [Theory]
    [InlineData("unique")]
    [InlineData("shared-prefix")]
    [InlineData("sessions")]
    public async Task TakeAsync_SameSeed_GivesTheSameTraceAndAnotherSeedAnotherOne(string kind)
    {
        TraceOptions options = Options with { Kind = KindOf(kind) };

        IReadOnlyList<string> trace = await TakeAsync(options, 12);

        Assert.Equal(trace, await TakeAsync(options, 12));
        Assert.NotEqual(trace, await TakeAsync(options with { Seed = 4 }, 12));
        Assert.Equal(12, trace.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task SharedPrefix_Requests_BeginWithTheDocumentOfTheirGroup()
    {
        ITrace trace = (Options with { Kind = TraceKind.SharedPrefix }).Create();
        var documents = new HashSet<string>(StringComparer.Ordinal);
        for (int index = 0; index < 200; index++)
        {
            LoadRequest request = await trace.TakeAsync(index, TestTimeouts.Token);
            Assert.Equal((Speaker.System, 100), (request.Messages[0].Speaker, request.Messages[0].Content.Length));
            Assert.Equal(Speaker.User, request.Messages[1].Speaker);
            documents.Add(request.Messages[0].Content);
        }

        Assert.Equal(5, documents.Count);
    }

    [Theory]
    [InlineData("zipf", 0.438)]
    [InlineData("uniform", 0.2)]
    public void SharedPrefix_Popularity_IsWhatItsNameSays(string popularity, double firstGroup)
    {
        Popularity kind = popularity == "zipf" ? Popularity.Zipf : Popularity.Uniform;
        var trace = new SharedPrefixTrace(new PromptSource(1, 1), seed: 1, groups: 5, prefixCharacters: 10, kind);

        int[] counts = [.. Enumerable.Range(0, 20_000).CountBy(trace.GroupOf).OrderBy(group => group.Key).Select(group => group.Value)];

        // 1 / (1 + 1/2 + 1/3 + 1/4 + 1/5) of the requests, within four standard deviations.
        Assert.InRange(counts[0] / 20_000.0, firstGroup - 0.014, firstGroup + 0.014);
        Assert.Equal(kind == Popularity.Zipf ? 5.0 : 1.0, counts[0] / (double)counts[4], 0.6);
    }

    [Fact]
    public async Task Sessions_NextTurn_WaitsForTheAnswerAndCarriesTheHistory()
    {
        ITrace trace = (Options with { Kind = TraceKind.Sessions }).Create();
        LoadRequest first = await trace.TakeAsync(0, TestTimeouts.Token);
        LoadRequest other = await trace.TakeAsync(1, TestTimeouts.Token);
        ValueTask<LoadRequest> second = trace.TakeAsync(2, TestTimeouts.Token);
        Assert.False(second.IsCompleted);

        trace.OnEnd(first, "答");
        LoadRequest turn = await second;

        Assert.Equal([.. first.Messages, new TraceMessage(Speaker.Assistant, "答"), turn.Messages[^1]], turn.Messages);
        Assert.NotSame(other.Session, turn.Session);
        Assert.NotEqual(first.Route, turn.Route);
    }

    [Fact]
    public async Task Sessions_FailedTurn_LeavesNoTrace()
    {
        ITrace trace = (Options with { Kind = TraceKind.Sessions }).Create();
        LoadRequest first = await trace.TakeAsync(0, TestTimeouts.Token);

        trace.OnEnd(first, answer: null);

        Assert.Single((await trace.TakeAsync(2, TestTimeouts.Token)).Messages);
    }

    [Fact]
    public async Task Sessions_AllTurnsTaken_NewConversationsBegin()
    {
        ITrace trace = (Options with { Kind = TraceKind.Sessions }).Create();
        var sessions = new List<TraceSession>();
        for (int index = 0; index < 12; index++)
        {
            LoadRequest request = await trace.TakeAsync(index, TestTimeouts.Token);
            trace.OnEnd(request, "答");
            sessions.Add(request.Session!);
        }

        Assert.Equal(4, sessions.Distinct().Count());
        Assert.Same(sessions[0], sessions[4]);
        Assert.NotSame(sessions[0], sessions[6]);
    }

    private static TraceKind KindOf(string name) =>
        name switch { "sessions" => TraceKind.Sessions, "shared-prefix" => TraceKind.SharedPrefix, _ => TraceKind.Unique };

    private static async Task<IReadOnlyList<string>> TakeAsync(TraceOptions options, int count)
    {
        ITrace trace = options.Create();
        var texts = new List<string>();
        for (int index = 0; index < count; index++)
        {
            LoadRequest request = await trace.TakeAsync(index, TestTimeouts.Token);
            trace.OnEnd(request, $"答{index}");
            texts.Add(string.Join('|', request.Messages.Select(message => $"{message.Speaker}:{message.Content}")));
        }

        return texts;
    }
}
