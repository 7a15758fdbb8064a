using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

public sealed class PromptLimitTests(StarterEngine starter) : IClassFixture<StarterEngine>
{
    public static TheoryData<string, GenerationRequest> BadRequests => new()
    {
        { "messages", Answers.Question(new string('股', 5_000)) },
        { "messages", Answers.Question(new string('x', 10 * 1024 * 1024)) },
        { "messages", Answers.Question(string.Concat(Enumerable.Repeat("什么是久期？", 400))) },
        { "max_tokens", Answers.Question("你好", maxTokens: 1_024) },
        { "max_tokens", Answers.Question("你好", maxTokens: int.MaxValue) },
        { "prompt", Answers.Question("") with { Prompt = new TokenPrompt([.. Enumerable.Repeat(new TokenId(5), 1_024)]) } },
    };

    public static TheoryData<string, GenerationRequest> BadTokens => new()
    {
        { "prompt", Answers.Question("") with { Prompt = new TokenPrompt([new TokenId(-1)]) } },
        { "prompt", Answers.Question("") with { Prompt = new TokenPrompt([new TokenId(3_584)]) } },
        { "resume_from", Answers.Question("你好") with { ResumeFrom = [new TokenId(int.MaxValue)] } },
        { "stop_token_ids", Answers.Question("你好") with { Stop = new StopConditions { StopTokens = [new TokenId(4_000)] } } },
        {
            "logit_bias",
            Answers.Question("你好") with { Sampling = new SamplingOptions { LogitBias = new Dictionary<TokenId, float> { [new(-7)] = 1 } } }
        },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task GenerateAsync_MoreThanTheContextHolds_SaysSoAndGoesOn(string field, GenerationRequest request)
    {
        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => starter.Engine.AnswerAsync(request, TestTimeouts.Token));

        Assert.Equal((ErrorCode.ContextLengthExceeded, field), (error.Code, error.Parameter));
        Assert.Contains("1024", error.Message, StringComparison.Ordinal);
        await AssertAnswersAsync();
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task GenerateAsync_TokenOutsideTheVocabulary_NamesTheField(string field, GenerationRequest request)
    {
        RequestException error = await Assert.ThrowsAsync<RequestException>(
            () => starter.Engine.AnswerAsync(request, TestTimeouts.Token));

        Assert.Equal((ErrorCode.InvalidRequest, field), (error.Code, error.Parameter));
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task GenerateAsync_LongConversationThatMayBeCut_KeepsTheInstructionsAndTheQuestion()
    {
        ChatMessage[] turns = [.. Enumerable.Range(0, 40).SelectMany(_ => (ChatMessage[])
        [
            new(ChatRole.User, "什么是可转债？"),
            new(ChatRole.Assistant, "可转债是可以按约定价格转换成发行公司股票的债券，既有债券的固定利息，又有股票上涨时的转股机会。"),
        ])];
        ChatMessage[] messages = [new(ChatRole.System, "你是金融助手。"), .. turns, new(ChatRole.User, "什么是LPR？")];
        GenerationRequest request = Answers.Question("") with { Prompt = new ChatPrompt(messages) };

        await Assert.ThrowsAsync<RequestException>(() => starter.Engine.AnswerAsync(request, TestTimeouts.Token));
        Answer answer = await starter.Engine.AnswerAsync(
            request with { Prompt = new ChatPrompt(messages, DropOldestTurns: true) }, TestTimeouts.Token);

        Assert.StartsWith("LPR是贷款市场报价利率", answer.Text, StringComparison.Ordinal);
        Assert.True(answer.Started.DroppedMessages > 0);
        Assert.Equal(0, answer.Started.DroppedMessages % 2);
        Assert.InRange(answer.Started.PromptTokens, 600, 1_024 - (1_024 / 4));
    }

    [Fact]
    public async Task GenerateAsync_PromptThatJustFits_IsAnswered()
    {
        GenerationRequest request = Answers.Question("") with
        {
            Prompt = new TokenPrompt([.. Enumerable.Repeat(new TokenId(300), 1_023)]),
            Stop = new StopConditions { IgnoreEndOfSequence = true },
        };

        Answer answer = await starter.Engine.AnswerAsync(request, TestTimeouts.Token);

        Assert.Equal((1, FinishReason.Length), (answer.Tokens.Count, answer.Reason));
    }

    private async Task AssertAnswersAsync()
    {
        Answer answer = await starter.Engine.AnswerAsync(Answers.Question("你好"), TestTimeouts.Token);

        Assert.StartsWith("你好", answer.Text, StringComparison.Ordinal);
    }
}
