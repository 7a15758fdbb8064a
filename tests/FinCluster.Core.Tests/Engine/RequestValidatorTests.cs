using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Tests.Engine;

public sealed class RequestValidatorTests
{
    private static readonly GenerationRequest Valid = new()
    {
        RequestId = "r", Model = "m", Prompt = new ChatPrompt([new ChatMessage(ChatRole.User, "什么是久期？")]),
    };

    public static TheoryData<string, SamplingOptions> BadSampling => new()
    {
        { "temperature", new() { Temperature = -0.1 } },
        { "temperature", new() { Temperature = 2.1 } },
        { "temperature", new() { Temperature = double.NaN } },
        { "temperature", new() { Temperature = double.PositiveInfinity } },
        { "top_k", new() { TopK = -1 } },
        { "top_p", new() { TopP = 0 } },
        { "top_p", new() { TopP = 1.01 } },
        { "top_p", new() { TopP = double.NaN } },
        { "min_p", new() { MinP = -0.01 } },
        { "min_p", new() { MinP = 1.01 } },
        { "repetition_penalty", new() { RepetitionPenalty = 0 } },
        { "repetition_penalty", new() { RepetitionPenalty = 2.5 } },
        { "frequency_penalty", new() { FrequencyPenalty = -2.1 } },
        { "presence_penalty", new() { PresencePenalty = 1e300 } },
        { "logit_bias", new() { LogitBias = new Dictionary<TokenId, float> { [new(1)] = 101 } } },
        { "logit_bias", new() { LogitBias = Enumerable.Range(0, 301).ToDictionary(i => new TokenId(i), _ => 0f) } },
    };

    public static TheoryData<string, StopConditions> BadStop => new()
    {
        { "max_tokens", new() { MaxTokens = 0 } },
        { "max_tokens", new() { MaxTokens = -5 } },
        { "min_tokens", new() { MinTokens = -1 } },
        { "min_tokens", new() { MinTokens = 3, MaxTokens = 2 } },
        { "stop", new() { StopStrings = [""] } },
        { "stop", new() { StopStrings = [new string('x', 257)] } },
        { "stop", new() { StopStrings = [.. Enumerable.Repeat("x", 17)] } },
        { "stop_token_ids", new() { StopTokens = [.. Enumerable.Range(0, 65).Select(i => new TokenId(i))] } },
    };

    [Fact]
    public void Validate_Defaults_Pass() => RequestValidator.Validate(Valid);

    [Fact]
    public void ValidateSize_UpToTheLimit_Passes()
    {
        string half = new('x', RequestValidator.MaxPromptCharacters / 2);
        ChatMessage[] messages = [new(ChatRole.System, half), new(ChatRole.User, half)];
        RequestValidator.ValidateSize(new ChatPrompt(messages));
        RequestValidator.ValidateSize(new TextPrompt(half + half));
        RequestValidator.ValidateSize(new TokenPrompt([]));
        RequestValidator.ValidateSize([new TextPrompt(half + half), new TextPrompt(half + half), new TokenPrompt([])]);

        AssertTooLong("messages", () => RequestValidator.ValidateSize([.. messages, new ChatMessage(ChatRole.User, "x")]));
        AssertTooLong("prompt", () => RequestValidator.ValidateSize(new TextPrompt(half + half + "x")));
        AssertTooLong("input", () => RequestValidator.ValidateSize([new TextPrompt("x"), new TextPrompt(half + half + "x")]));
    }

    [Theory]
    [MemberData(nameof(BadSampling))]
    public void Validate_SamplingOutOfRange_NamesTheField(string field, SamplingOptions sampling) =>
        AssertRejected(field, Valid with { Sampling = sampling });

    [Theory]
    [MemberData(nameof(BadStop))]
    public void Validate_StopOutOfRange_NamesTheField(string field, StopConditions stop) =>
        AssertRejected(field, Valid with { Stop = stop });

    [Theory]
    [InlineData(-1)]
    [InlineData(21)]
    public void Validate_TopLogProbsOutOfRange_NamesTheField(int value) => AssertRejected("top_logprobs", Valid with { TopLogProbs = value });

    [Fact]
    public void Validate_NoMessages_NamesTheField() => AssertRejected("messages", Valid with { Prompt = new ChatPrompt([]) });

    [Fact]
    public void Validate_LongGrammar_IsAnInvalidGrammar()
    {
        GenerationRequest request = Valid with { Constraint = new GrammarConstraint(new string('x', RequestValidator.MaxConstraintLength + 1)) };

        Assert.Equal(ErrorCode.InvalidGrammar, Assert.Throws<RequestException>(() => RequestValidator.Validate(request)).Code);
    }

    [Fact]
    public void Validate_PassedDeadline_IsDeadlineExceeded()
    {
        GenerationRequest request = Valid with { TimeLeft = TimeSpan.Zero };

        Assert.Equal(ErrorCode.DeadlineExceeded, Assert.Throws<RequestException>(() => RequestValidator.Validate(request)).Code);
    }

    [Fact]
    public void Validate_EmbeddingOfNothing_NamesTheField()
    {
        RequestException error = Assert.Throws<RequestException>(
            () => RequestValidator.Validate(new EmbeddingRequest("m", [new TextPrompt("a"), new TextPrompt("")])));

        Assert.Equal("input", error.Parameter);
    }

    private static void AssertTooLong(string field, Action validate)
    {
        RequestException error = Assert.Throws<RequestException>(validate);
        Assert.Equal((ErrorCode.ContextLengthExceeded, field), (error.Code, error.Parameter));
    }

    private static void AssertRejected(string field, GenerationRequest request)
    {
        RequestException error = Assert.Throws<RequestException>(() => RequestValidator.Validate(request));

        Assert.Equal((ErrorCode.InvalidRequest, field), (error.Code, error.Parameter));
        Assert.StartsWith(field, error.Message, StringComparison.Ordinal);
    }
}
