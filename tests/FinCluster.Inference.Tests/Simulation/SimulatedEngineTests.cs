using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Routing;
using FinCluster.Inference.Simulation;
using FinCluster.Inference.Tests.Engine;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Simulation;

public sealed class SimulatedEngineTests
{
    private static readonly SimulatedEngineOptions Fast = new() { ModelName = "simulated", Faults = new SimulatedFaults { Slowdown = 0 } };

    private static readonly GenerationRequest Endless = Answers.Question("你好") with { Stop = new StopConditions { IgnoreEndOfSequence = true } };

    [Fact]
    public async Task GenerateAsync_SameRequest_GivesTheSameTextInEveryEngine()
    {
        await using SimulatedEngine one = Start(Fast);
        await using SimulatedEngine other = Start(Fast with { ParallelSequences = 3, BatchTokens = 32 });
        GenerationRequest request = Answers.Question("讲讲基金", 50) with { Sampling = new SamplingOptions { Temperature = 1, Seed = 7 } };

        Answer first = await one.AnswerAsync(request, TestTimeouts.Token);
        Answer again = await one.AnswerAsync(request, TestTimeouts.Token);
        Answer elsewhere = await other.AnswerAsync(request, TestTimeouts.Token);
        Answer otherSeed = await one.AnswerAsync(request with { Sampling = request.Sampling with { Seed = 8 } }, TestTimeouts.Token);
        Answer otherPrompt = await one.AnswerAsync(request with { Prompt = new TextPrompt("讲讲基金。") }, TestTimeouts.Token);

        Assert.Equal([first.Text, first.Text], [again.Text, elsewhere.Text]);
        Assert.All(first.Text, character => Assert.InRange(character, '一', '龥'));
        Assert.NotEqual(first.Text, otherSeed.Text);
        Assert.NotEqual(first.Text, otherPrompt.Text);
    }

    [Fact]
    public async Task GenerateAsync_ResumedAnywhere_GivesTheRestAndNothingTwice()
    {
        await using SimulatedEngine engine = Start(Fast);
        GenerationRequest request = Answers.Question("什么是可转债？", 40) with
        {
            Sampling = new SamplingOptions { Temperature = 0.8, TopK = 5, Seed = 3 },
            Stop = new StopConditions { MaxTokens = 40, IgnoreEndOfSequence = true },
        };
        Answer whole = await engine.AnswerAsync(request, TestTimeouts.Token);

        for (int cut = 0; cut <= 40; cut += 8)
        {
            Answer rest = await engine.AnswerAsync(request with { ResumeFrom = [.. whole.Tokens.Take(cut)] }, TestTimeouts.Token);
            Assert.Equal(whole.Text[cut..], rest.Text);
        }
    }

    [Fact]
    public async Task GenerateAsync_StopConditions_AreKept()
    {
        await using SimulatedEngine engine = Start(Fast with { MeanAnswerTokens = 5 });
        Answer free = await engine.AnswerAsync(Answers.Question("收益"), TestTimeouts.Token);
        Answer least = await engine.AnswerAsync(
            Answers.Question("收益") with { Stop = new StopConditions { MinTokens = 100, MaxTokens = 120 } }, TestTimeouts.Token);
        Answer limited = await engine.AnswerAsync(
            Answers.Question("收益") with { Stop = new StopConditions { MaxTokens = 90, IgnoreEndOfSequence = true } }, TestTimeouts.Token);
        Answer stopped = await engine.AnswerAsync(
            Answers.Question("收益") with { Stop = new StopConditions { StopStrings = [limited.Text[20..22]], IgnoreEndOfSequence = true } },
            TestTimeouts.Token);

        Assert.Equal(FinishReason.Stop, free.Reason);
        Assert.InRange(free.Tokens.Count, 0, 99);
        Assert.InRange(least.Tokens.Count, 100, 120);
        Assert.Equal((90, FinishReason.Length), (limited.Tokens.Count, limited.Reason));
        Assert.Equal((limited.Text[..20], FinishReason.Stop), (stopped.Text, stopped.Reason));
    }

    [Fact]
    public async Task GenerateAsync_NextTurn_FindsThePromptAndTheAnswerInTheCache()
    {
        await using SimulatedEngine engine = Start(Fast);
        ChatMessage question = new(ChatRole.User, new string('问', 200));
        GenerationRequest first = Answers.Question("") with { Prompt = new ChatPrompt([question]), Stop = new StopConditions { MaxTokens = 60 } };
        Answer answer = await engine.AnswerAsync(first, TestTimeouts.Token);
        ChatMessage[] history = [question, new(ChatRole.Assistant, answer.Text), new(ChatRole.User, "然后呢？")];

        Answer next = await engine.AnswerAsync(first with { Prompt = new ChatPrompt(history) }, TestTimeouts.Token);
        Answer stranger = await engine.AnswerAsync(first with { Prompt = new ChatPrompt(history), CacheSalt = "other" }, TestTimeouts.Token);

        // The last token of an answer was never read.
        Assert.Equal(answer.Started.PromptTokens + answer.Tokens.Count - 1, next.Started.CachedTokens);
        Assert.Equal(0, stranger.Started.CachedTokens);
        EngineStatistics statistics = engine.GetStatistics();
        Assert.Equal(next.Started.CachedTokens, statistics.CachedTokens);
        Assert.Equal(answer.Started.PromptTokens + (2 * next.Started.PromptTokens) - next.Started.CachedTokens, statistics.PrefilledTokens);
    }

    [Fact]
    public async Task GetStatistics_AnswerRunsAndEnds_ItsCellsArePinnedAndThenOnlyWarm()
    {
        await using SimulatedEngine engine = Start(Fast);
        var stop = new StopConditions { MaxTokens = 3_000, IgnoreEndOfSequence = true };
        GenerationRequest request = Answers.Question(new string('问', 200)) with { Stop = stop };
        long pinned = 0;
        await foreach (GenerationEvent step in engine.GenerateAsync(request, TestTimeouts.Token))
        {
            if (step is GeneratedToken)
            {
                await Eventually.IsTrueAsync(() => (pinned = engine.GetStatistics().KvCellsPinned) >= 200);
                break;
            }
        }

        await Eventually.IsTrueAsync(() => engine.GetStatistics().KvCellsPinned == 0);
        Assert.InRange(engine.GetStatistics().KvCellsUsed, pinned, 4_096);
    }

    [Fact]
    public async Task WatchPrefixesAsync_AfterAnAnswer_NamesTheBlocksOfPromptAndAnswer()
    {
        await using SimulatedEngine engine = Start(Fast);
        await using var watch = new WatchedBlocks(engine);
        ChatMessage question = new(ChatRole.User, "什么是龥龘ETF？" + new string('问', 50));

        Answer answer = await engine.AnswerAsync(Answers.Question("", 60) with { Prompt = new ChatPrompt([question]) }, TestTimeouts.Token);

        // The last token of an answer was never read, so that a block which ends with it is not held.
        var turns = new ChatPrompt([question, new ChatMessage(ChatRole.Assistant, answer.Text[..^1])]);
        ulong[] expected = [.. PrefixChain.Of("finlite-starter", "", turns).ToBlocks()];
        await watch.WaitUntilAsync(blocks => blocks.SetEquals(expected));
        Assert.InRange(expected.Length, 3, 6);
    }

    [Fact]
    public async Task GenerateAsync_QueueFull_IsOverloadedAndCancellingMakesRoom()
    {
        await using SimulatedEngine engine = Start(Fast with { ParallelSequences = 1, MaxQueuedRequests = 1, Faults = new SimulatedFaults() });
        using var leaves = new CancellationTokenSource();
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(Endless, leaves.Token).GetAsyncEnumerator(leaves.Token);
        await running.MoveNextAsync();
        Task<Answer> waiting = engine.AnswerAsync(
            Endless with { Stop = new StopConditions { MaxTokens = 3, IgnoreEndOfSequence = true } }, TestTimeouts.Token);

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => engine.AnswerAsync(Endless, TestTimeouts.Token));

        Assert.Equal(ErrorCode.Overloaded, error.Code);
        Assert.False(waiting.IsCompleted);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await running.MoveNextAsync())
            {
            }
        });
        Assert.Equal(3, (await waiting).Tokens.Count);
    }

    [Fact]
    public async Task GenerateAsync_DeadlinePasses_EndsWithIt()
    {
        await using SimulatedEngine engine = Start(Fast with { StepTime = TimeSpan.FromMilliseconds(5), Faults = new SimulatedFaults() });

        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => engine.AnswerAsync(Endless with { TimeLeft = TimeSpan.FromMilliseconds(50) }, TestTimeouts.Token));

        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
    }

    [Fact]
    public async Task GenerateAsync_Constraint_IsRefused()
    {
        await using SimulatedEngine engine = Start(Fast);

        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => engine.AnswerAsync(Endless with { Constraint = new JsonObjectConstraint() }, TestTimeouts.Token));

        Assert.Equal(ErrorCode.Unsupported, error.Code);
    }

    [Fact]
    public async Task Faults_FailAfterTokens_FailsTheRequestThere()
    {
        await using SimulatedEngine engine = Start(Fast with { Faults = Fast.Faults with { FailAfterTokens = 10 } });
        var tokens = new List<GenerationEvent>();

        RequestException error = await Assert.ThrowsAsync<RequestException>(async () =>
        {
            await foreach (GenerationEvent step in engine.GenerateAsync(Endless, TestTimeouts.Token))
            {
                tokens.Add(step);
            }
        });

        Assert.Equal((ErrorCode.EngineFailed, 10), (error.Code, tokens.OfType<GeneratedToken>().Count()));
        engine.Faults = Fast.Faults;
        Answer repaired = await engine.AnswerAsync(
            Endless with { Stop = new StopConditions { MaxTokens = 5, IgnoreEndOfSequence = true } }, TestTimeouts.Token);
        Assert.Equal(5, repaired.Tokens.Count);
    }

    [Fact]
    public async Task Faults_FirstBatchOfAPromptFails_LeavesNothingToTheNextRequest()
    {
        await using SimulatedEngine engine = Start(Fast with { ParallelSequences = 1, Faults = Fast.Faults with { FailAfterTokens = 0 } });
        GenerationRequest request = Endless with { Stop = new StopConditions { MaxTokens = 5, IgnoreEndOfSequence = true } };
        await Assert.ThrowsAsync<RequestException>(() => engine.AnswerAsync(request, TestTimeouts.Token));
        engine.Faults = Fast.Faults;

        Assert.Equal(5, (await engine.AnswerAsync(request, TestTimeouts.Token)).Tokens.Count);
    }

    [Fact]
    public async Task Faults_HangAfterTokens_SaysNothingMoreAndLetsTheEngineEnd()
    {
        SimulatedEngine engine = Start(Fast with { Faults = Fast.Faults with { HangAfterTokens = 10 } });
        await using IAsyncEnumerator<GenerationEvent> events = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        for (int i = 0; i < 11; i++)
        {
            Assert.True(await events.MoveNextAsync());
        }

        ValueTask<bool> next = events.MoveNextAsync();
        Task<bool> hanging = next.AsTask();
        Assert.False(hanging.IsCompleted);
        await engine.DisposeAsync();

        await Assert.ThrowsAsync<RequestException>(() => hanging);
    }

    [Fact]
    public async Task GetStatistics_FirstStepHangs_ShowsARequestThatHasWork()
    {
        await using SimulatedEngine engine = Start(Fast with { Faults = Fast.Faults with { HangAfterTokens = 0 } });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestTimeouts.Token);
        Task<Answer> hanging = engine.AnswerAsync(Endless, leaving.Token);

        // The step that would count the request never ends.
        await Eventually.IsTrueAsync(() => engine.GetStatistics() is { RunningRequests: 1, QueuedRequests: 0, PausedRequests: 0 });

        Assert.True(StallDetector.HasWork(engine.GetStatistics()));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task GetStatistics_ReaderIsBehind_IsPausedAndNoWorkUntilItReads()
    {
        await using SimulatedEngine engine = Start(Fast);
        await using IAsyncEnumerator<GenerationEvent> events = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await events.MoveNextAsync());

        await Eventually.IsTrueAsync(() => engine.GetStatistics() is { RunningRequests: 1, PausedRequests: 1 });

        Assert.False(StallDetector.HasWork(engine.GetStatistics()));
        long generated = engine.GetStatistics().GeneratedTokens;
        for (int i = 0; i < 32; i++)
        {
            Assert.True(await events.MoveNextAsync());
        }

        await Eventually.IsTrueAsync(() => engine.GetStatistics().GeneratedTokens > generated);
    }

    [Fact]
    public async Task EmbedAsync_Texts_AreUnitVectorsThatDependOnTheText()
    {
        await using SimulatedEngine engine = Start(Fast);

        EmbeddingResult result = await engine.EmbedAsync(
            new EmbeddingRequest("simulated", [new TextPrompt("一"), new TextPrompt("二"), new TextPrompt("一")]), TestTimeouts.Token);

        Assert.Equal(3, result.PromptTokens);
        Assert.Equal(result.Vectors[0].ToArray(), result.Vectors[2].ToArray());
        Assert.NotEqual(result.Vectors[0].ToArray(), result.Vectors[1].ToArray());
        Assert.All(result.Vectors, vector => Assert.Equal(1, vector.ToArray().Sum(value => value * value), 1e-5));
    }

    [Theory]
    [InlineData(-1, 16)]
    [InlineData(1, 64)]
    public void Constructor_BadOption_IsRefused(double slowdown, int parallel) => Assert.Throws<EngineStartException>(
        () => Start(Fast with { BatchTokens = 32, ParallelSequences = parallel, Faults = new SimulatedFaults { Slowdown = slowdown } }));

    private static SimulatedEngine Start(SimulatedEngineOptions options) => new(options, TimeProvider.System, NullLogger.Instance);
}
