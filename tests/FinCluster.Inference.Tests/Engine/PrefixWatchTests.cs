using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Tests.Models;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

/// <summary>What the engine says of its cache, compared with what requests find there.</summary>
public sealed class PrefixWatchTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private const string Model = "finlite-starter";

    private readonly PromptEncoder _encoder = new(model.Model);

    [Fact]
    public async Task WatchPrefixes_TwoTurns_EachTurnIsHeldWithItsAnswer()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        await using var watch = new WatchedBlocks(engine);
        ChatMessage[] turns = [new(ChatRole.System, Rules(3)), new(ChatRole.User, "可转债是什么？")];
        for (int turn = 0; turn < 2; turn++)
        {
            Answer answer = await engine.AnswerAsync(Ask(turns), TestTimeouts.Token);
            turns = [.. turns, new ChatMessage(ChatRole.Assistant, answer.Text), new ChatMessage(ChatRole.User, "那它有什么风险？")];

            await watch.WaitUntilAsync(blocks => blocks.SetEquals(Chain(turns[..^1])));
        }
    }

    [Fact]
    public async Task WatchPrefixes_AnswerCutAtAStopString_OnlyWhatTheClientHasIsHeld()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        await using var watch = new WatchedBlocks(engine);
        ChatMessage[] question = [new(ChatRole.System, Rules(3)), new(ChatRole.User, "请复述")];
        string text = string.Join(',', Enumerable.Range(1000, 40));
        GenerationRequest request = Ask(question) with
        {
            Constraint = new GrammarConstraint($"root ::= \"{text}\""),
            Stop = new StopConditions { StopStrings = ["1030"] },
        };

        Answer answer = await engine.AnswerAsync(request, TestTimeouts.Token);

        Assert.EndsWith("1029,", answer.Text, StringComparison.Ordinal);
        await watch.WaitUntilAsync(blocks => blocks.SetEquals(Chain([.. question, new(ChatRole.Assistant, answer.Text)])));
    }

    [Fact]
    public async Task WatchPrefixes_ResumedAnswer_IsHeldAsIfItWereFromHere()
    {
        await using LlamaEngine first = await StarterEngine.LoadAsync();
        await using LlamaEngine second = await StarterEngine.LoadAsync();
        await using var watch = new WatchedBlocks(second);
        ChatMessage[] question = [new(ChatRole.System, Rules(3)), new(ChatRole.User, "请复述")];
        GenerationRequest request = Ask(question) with
        {
            Constraint = new GrammarConstraint($"root ::= \"{string.Join(',', Enumerable.Range(1000, 40))}\""),
        };
        Answer whole = await first.AnswerAsync(request, TestTimeouts.Token);

        await second.AnswerAsync(request with { ResumeFrom = [.. whole.Tokens.Take(whole.Tokens.Count / 2)] }, TestTimeouts.Token);

        await watch.WaitUntilAsync(blocks => blocks.SetEquals(Chain([.. question, new(ChatRole.Assistant, whole.Text)])));
    }

    [Fact]
    public async Task WatchPrefixes_ReaderLeavesDuringTheAnswer_ThePromptIsHeld()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        await using var watch = new WatchedBlocks(engine);
        ChatMessage[] question = [new(ChatRole.System, Rules(3)), new(ChatRole.User, "请复述")];
        await foreach (GenerationEvent step in engine.GenerateAsync(Ask(question), TestTimeouts.Token))
        {
            if (step is GeneratedToken)
            {
                break;
            }
        }

        // The engine may be some tokens ahead of its reader, so there may be blocks of the answer as well.
        await watch.WaitUntilAsync(blocks => blocks.IsSupersetOf(Chain(question)));
    }

    [Fact]
    public async Task WatchPrefixes_EngineIsDisposed_Ends()
    {
        LlamaEngine engine = await StarterEngine.LoadAsync();
        await using IAsyncEnumerator<PrefixUpdate> updates = engine.WatchPrefixesAsync(TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal((true, 0), (updates.Current.IsReset, updates.Current.Added.Length));
        ValueTask<bool> next = updates.MoveNextAsync();

        await engine.DisposeAsync();

        Assert.False(await next);
    }

    // Conversations that share rules, over fewer sequences than there are conversations.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public async Task WatchPrefixes_AnyHistory_BlocksThatAreReportedAreFound(int seed, double temperature)
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 3, ContextLength = 1_024 });
        await using var watch = new WatchedBlocks(engine);
        var random = new Random(seed);
        var conversations = Enumerable.Range(0, 5)
            .Select(i => new List<ChatMessage> { new(ChatRole.System, Rules(8 + (i % 2))) }).ToList();
        int checkedRequests = 0;
        for (int step = 0; step < 30; step++)
        {
            List<ChatMessage> conversation = conversations[random.Next(conversations.Count)];
            conversation.Add(new(ChatRole.User, $"{random.Next(100)} 可转债是什么？它和市盈率有什么关系，请说明。"));
            GenerationRequest request = Ask([.. conversation], temperature) with { Stop = new StopConditions { MaxTokens = random.Next(1, 60) } };
            (int lower, int upper) = Expected(request, await watch.SettleAsync(engine));

            Answer answer = await engine.AnswerAsync(request, TestTimeouts.Token);

            Assert.InRange(answer.Started.CachedTokens, lower, upper);
            checkedRequests += lower > 0 ? 1 : 0;
            conversation.Add(new(ChatRole.Assistant, answer.Text));
            if (conversation.Count > 9)
            {
                conversation.RemoveRange(1, conversation.Count - 1);
            }
        }

        Assert.InRange(checkedRequests, 15, 30);
    }

    private static GenerationRequest Ask(ChatMessage[] messages, double temperature = 0) => Answers.Question("", maxTokens: 100) with
    {
        Prompt = new ChatPrompt(messages),
        Sampling = new SamplingOptions { Temperature = temperature, Seed = 7 },
    };

    private static string Rules(int times) => string.Concat(Enumerable.Repeat("请用中文简短回答金融问题。Be brief. ", times));

    private static ImmutableArray<ulong> Chain(ChatMessage[] messages) => PrefixChain.Of(Model, "", new ChatPrompt(messages)).ToBlocks();

    /// <summary>The fewest and the most tokens that a request should find, after the blocks that are reported.</summary>
    private (int Lower, int Upper) Expected(GenerationRequest request, HashSet<ulong> reported)
    {
        EncodedPrompt encoded = _encoder.Encode(request.Prompt, 1_000, 1_024);
        PromptPrefix prefix = PromptPrefixFactory.Create(Model, "", encoded, model.Vocabulary);
        int held = 0;
        while (held < prefix.Blocks.Length && reported.Contains(prefix.Blocks[held]))
        {
            held++;
        }

        // One block's worth less; and a short prefix is computed again rather than copied.
        int lower = held < 2 ? 0 : prefix.TokenEnds[held - 2];
        int upper = held + 1 < prefix.Blocks.Length ? prefix.TokenEnds[held + 1] : encoded.Tokens.Length;
        return (lower < KvSequencePool.MinCopiedTokens ? 0 : lower, upper);
    }
}
