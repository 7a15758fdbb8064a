using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

public sealed class SchedulingTests
{
    private static readonly GenerationRequest Endless = Answers.Question("你好") with
    {
        Stop = new StopConditions { IgnoreEndOfSequence = true },
    };

    private static readonly TokenId[] LongPrompt = [.. Enumerable.Range(0, 900).Select(i => new TokenId(300 + (i % 900)))];

    [Fact]
    public async Task GenerateAsync_LongPromptIsRead_OthersKeepDecoding()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with
        {
            ParallelSequences = 2, BatchTokens = 64, PrefillChunkTokens = 16,
        });
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(running, 2);

        GenerationRequest request = Endless with { Prompt = new TokenPrompt(LongPrompt), Stop = new StopConditions { MaxTokens = 1 } };
        Task<Answer> reading = engine.AnswerAsync(request, TestTimeouts.Token);
        int tokensMeanwhile = 0;
        while (!reading.IsCompleted)
        {
            await ReadTokensAsync(running, 1);
            tokensMeanwhile++;
        }

        // 900 tokens in chunks of 16 are 57 batches, and each of them brought the other stream a token.
        Assert.InRange(tokensMeanwhile, 40, 200);
    }

    [Fact]
    public async Task GenerateAsync_AllSequencesBusy_NextOneStartsWhenOneIsCancelled()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 2 });
        using var firstLeaves = new CancellationTokenSource();
        await using IAsyncEnumerator<GenerationEvent> first = engine.GenerateAsync(Endless, firstLeaves.Token).GetAsyncEnumerator(firstLeaves.Token);
        await using IAsyncEnumerator<GenerationEvent> second = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(first, 1);
        await ReadTokensAsync(second, 1);

        Task<Answer> waiting = engine.AnswerAsync(Answers.Question("什么是LPR？"), TestTimeouts.Token);
        await ReadTokensAsync(second, 20);
        Assert.False(waiting.IsCompleted);
        await firstLeaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadTokensAsync(first, 2_000));

        Assert.StartsWith("LPR", (await waiting).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_QueueFull_IsOverloaded()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 1, MaxQueuedRequests = 1 });
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(running, 1);
        using var leaves = new CancellationTokenSource();
        Task<Answer> waiting = engine.AnswerAsync(Endless, leaves.Token);

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => engine.AnswerAsync(Endless, TestTimeouts.Token));

        Assert.Equal(ErrorCode.Overloaded, error.Code);
        Assert.True(error.Kind.Retryable);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task GenerateAsync_DeadlinePassesInTheQueue_IsDroppedBeforePrefill()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 1 });
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(running, 1);
        long prefilled = engine.GetStatistics().PrefilledTokens;

        GenerationRequest late = Endless with { Prompt = new TokenPrompt(LongPrompt), TimeLeft = TimeSpan.FromMilliseconds(1) };
        RequestException error = await Assert.ThrowsAsync<RequestException>(async () =>
        {
            Task<Answer> answer = engine.AnswerAsync(late, TestTimeouts.Token);
            while (!answer.IsCompleted)
            {
                await ReadTokensAsync(running, 1);
            }

            await answer;
        });

        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
        Assert.Equal(prefilled, engine.GetStatistics().PrefilledTokens);
    }

    [Fact]
    public async Task GenerateAsync_DeadlinePassesWhileGenerating_EndsWithIt()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();

        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => engine.AnswerAsync(Endless with { TimeLeft = TimeSpan.FromMilliseconds(50) }, TestTimeouts.Token));

        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
    }

    [Fact]
    public async Task GenerateAsync_ReaderStopsReading_OthersAreServedAndNothingIsLost()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 2 });
        GenerationRequest request = Endless with { Stop = new StopConditions { MaxTokens = 400, IgnoreEndOfSequence = true } };
        Answer expected = await engine.AnswerAsync(request, TestTimeouts.Token);
        await using IAsyncEnumerator<GenerationEvent> slow = engine.GenerateAsync(request, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await slow.MoveNextAsync();

        for (int i = 0; i < 3; i++)
        {
            await engine.AnswerAsync(request with { CacheSalt = "other" }, TestTimeouts.Token);
        }

        // The slow reader was left behind after what its channel holds, not served to the end into memory.
        Assert.InRange(engine.GetStatistics().GeneratedTokens, 4 * 400, (4 * 400) + 100);
        var tokens = new List<TokenId>();
        while (await slow.MoveNextAsync())
        {
            if (slow.Current is GeneratedToken token)
            {
                tokens.Add(token.Token);
            }
        }

        Assert.Equal(expected.Tokens, tokens);
    }

    [Fact]
    public async Task DisposeAsync_WhileGenerating_EndsTheStreamsWithAnError()
    {
        LlamaEngine engine = await StarterEngine.LoadAsync();
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(Endless, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(running, 1);

        await engine.DisposeAsync();

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => ReadTokensAsync(running, 2_000));
        Assert.Equal(ErrorCode.ShuttingDown, error.Code);
    }

    [Fact]
    public async Task GenerateAsync_SteadyState_EngineThreadAllocatesNothing()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        await engine.AnswerAsync(Endless, TestTimeouts.Token);
        await using IAsyncEnumerator<GenerationEvent> running = engine.GenerateAsync(
            Endless with { Sampling = new SamplingOptions { Temperature = 0.8, TopK = 50, TopP = 0.9, Seed = 5 } },
            TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await ReadTokensAsync(running, 100);

        // Less than the smallest object for every third token. Now and then something is made once, such as a waiter when the reader falls behind: the
        // quietest of some stretches counts.
        double least = double.PositiveInfinity;
        for (int stretch = 0; stretch < 3; stretch++)
        {
            EngineStatistics before = engine.GetStatistics();
            await ReadTokensAsync(running, 250);
            EngineStatistics after = engine.GetStatistics();
            long tokens = after.GeneratedTokens - before.GeneratedTokens;
            Assert.InRange(tokens, 200, 400);
            least = Math.Min(least, (after.LoopAllocatedBytes - before.LoopAllocatedBytes) / (double)tokens);
        }

        Assert.InRange(least, 0, 8);
    }

    private static async Task ReadTokensAsync(IAsyncEnumerator<GenerationEvent> events, int count)
    {
        for (int seen = 0; seen < count;)
        {
            Assert.True(await events.MoveNextAsync(), "the answer ended early");
            seen += events.Current is GeneratedToken ? 1 : 0;
        }
    }
}
