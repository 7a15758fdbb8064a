using FinCluster.Core.Engine;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

public sealed class KvReuseTests
{
    private static readonly ChatMessage Question = new(ChatRole.User, "可转债是什么？");
    private static readonly ChatMessage FollowUp = new(ChatRole.User, "那它有什么风险？");

    [Fact]
    public async Task GenerateAsync_SecondTurn_ComputesOnlyWhatIsNew()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        Answer first = await engine.AnswerAsync(Ask(Question), TestTimeouts.Token);
        long prefilled = engine.GetStatistics().PrefilledTokens;

        Answer second = await engine.AnswerAsync(Ask(Question, Said(first), FollowUp), TestTimeouts.Token);

        Assert.StartsWith("可转债的主要风险", second.Text, StringComparison.Ordinal);
        Assert.Equal(first.Started.PromptTokens + first.Tokens.Count, second.Started.CachedTokens);
        Assert.Equal(
            second.Started.PromptTokens - second.Started.CachedTokens, engine.GetStatistics().PrefilledTokens - prefilled);
    }

    [Fact]
    public async Task GenerateAsync_SecondTurnFromTheCache_IsWhatItIsWithoutOne()
    {
        await using LlamaEngine warm = await StarterEngine.LoadAsync();
        await using LlamaEngine cold = await StarterEngine.LoadAsync();
        Answer first = await warm.AnswerAsync(Ask(Question), TestTimeouts.Token);

        Answer fromCache = await warm.AnswerAsync(Ask(Question, Said(first), FollowUp), TestTimeouts.Token);
        Answer computed = await cold.AnswerAsync(Ask(Question, Said(first), FollowUp), TestTimeouts.Token);

        Assert.Equal(0, computed.Started.CachedTokens);
        Assert.Equal(computed.Tokens, fromCache.Tokens);
    }

    [Fact]
    public async Task GenerateAsync_OtherSalt_SharesNothing()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        Answer first = await engine.AnswerAsync(Ask(Question) with { CacheSalt = "one" }, TestTimeouts.Token);
        GenerationRequest next = Ask(Question, Said(first), FollowUp);

        Answer other = await engine.AnswerAsync(next with { CacheSalt = "two" }, TestTimeouts.Token);
        Answer same = await engine.AnswerAsync(next with { CacheSalt = "one" }, TestTimeouts.Token);

        Assert.Equal(0, other.Started.CachedTokens);
        Assert.Equal(first.Started.PromptTokens + first.Tokens.Count, same.Started.CachedTokens);
    }

    [Fact]
    public async Task GenerateAsync_SharedInstructions_AreCopiedAndTheOtherConversationStaysWarm()
    {
        var instructions = new ChatMessage(ChatRole.System, string.Concat(Enumerable.Repeat("请用中文简短回答金融问题。", 12)));
        await using LlamaEngine engine = await StarterEngine.LoadAsync();
        Answer first = await engine.AnswerAsync(Ask(instructions, Question), TestTimeouts.Token);
        Answer longer = await engine.AnswerAsync(Ask(instructions, Question, Said(first), FollowUp), TestTimeouts.Token);
        ChatMessage[] history = [instructions, Question, Said(first), FollowUp, Said(longer)];
        string[] turns = ["能不能举一个例子？", "市盈率呢？", "什么是LPR？", "用一两句话说明久期", "集合竞价是几点"];
        foreach (string turn in turns)
        {
            var next = new ChatMessage(ChatRole.User, turn);
            Answer answer = await engine.AnswerAsync(Ask([.. history, next]), TestTimeouts.Token);
            history = [.. history, next, Said(answer)];
        }

        Answer newcomer = await engine.AnswerAsync(Ask(instructions, new ChatMessage(ChatRole.User, "什么是LPR？")), TestTimeouts.Token);
        Answer back = await engine.AnswerAsync(Ask([.. history, FollowUp]), TestTimeouts.Token);

        Assert.StartsWith("LPR是贷款市场报价利率", newcomer.Text, StringComparison.Ordinal);
        Assert.InRange(newcomer.Started.CachedTokens, 64, newcomer.Started.PromptTokens - 1);
        Assert.InRange(back.Started.PromptTokens - back.Started.CachedTokens, 1, 40);
    }

    [Fact]
    public async Task GenerateAsync_MoreConversationsThanSequences_ForgetsTheOldest()
    {
        await using LlamaEngine engine = await StarterEngine.LoadAsync(options => options with { ParallelSequences = 2 });
        var turns = new List<ChatMessage[]>();
        foreach (string question in (string[])["什么是LPR？", "whats inflation", "A股的交易时间？"])
        {
            var asked = new ChatMessage(ChatRole.User, question);
            turns.Add([asked, Said(await engine.AnswerAsync(Ask(asked), TestTimeouts.Token)), new ChatMessage(ChatRole.User, "谢谢")]);
        }

        Answer newest = await engine.AnswerAsync(Ask(turns[2]), TestTimeouts.Token);
        Answer oldest = await engine.AnswerAsync(Ask(turns[0]), TestTimeouts.Token);

        Assert.InRange(newest.Started.PromptTokens - newest.Started.CachedTokens, 1, 12);
        Assert.Equal(0, oldest.Started.CachedTokens);
    }

    private static GenerationRequest Ask(params ChatMessage[] messages) => Answers.Question("") with { Prompt = new ChatPrompt(messages) };

    private static ChatMessage Said(Answer answer) => new(ChatRole.Assistant, answer.Text);
}
