using FinCluster.Core.Engine;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class TokenPenaltiesTests
{
    [Fact]
    public void Apply_Defaults_ChangeNothing()
    {
        var penalties = new TokenPenalties(new SamplingOptions(), [0, 1], expectedOutput: 4);
        penalties.Accept(0);
        penalties.Accept(2);

        Assert.Equal([1f, -2, 3], Apply(penalties, 1, -2, 3));
    }

    [Fact]
    public void Apply_RepetitionPenalty_DividesAboveZeroAndMultipliesBelow()
    {
        var penalties = new TokenPenalties(new SamplingOptions { RepetitionPenalty = 2 }, [0, 1], expectedOutput: 4);
        penalties.Accept(3);
        penalties.Accept(3);

        // Prompt tokens 0 and 1, output token 3, each once however often it stands there; token 2 is new.
        Assert.Equal([0.5f, -4, 3, 2, 0], Apply(penalties, 1, -2, 3, 4, 0));
    }

    [Fact]
    public void Apply_FrequencyPenalty_CountsTheOutputAlone()
    {
        var penalties = new TokenPenalties(new SamplingOptions { FrequencyPenalty = 0.5 }, [0, 0, 0], expectedOutput: 4);
        penalties.Accept(1);
        penalties.Accept(2);
        penalties.Accept(2);
        penalties.Accept(2);

        Assert.Equal([10f, 9.5f, 8.5f], Apply(penalties, 10, 10, 10));
    }

    [Fact]
    public void Apply_PresencePenalty_CountsATokenOnce()
    {
        var penalties = new TokenPenalties(new SamplingOptions { PresencePenalty = 1.5 }, [0], expectedOutput: 4);
        penalties.Accept(1);
        penalties.Accept(1);

        Assert.Equal([10f, 8.5f, 10], Apply(penalties, 10, 10, 10));
    }

    [Fact]
    public void Apply_NegativePenalties_Reward()
    {
        var penalties = new TokenPenalties(
            new SamplingOptions { FrequencyPenalty = -1, PresencePenalty = -2 }, [], expectedOutput: 4);
        penalties.Accept(0);
        penalties.Accept(0);

        Assert.Equal([5f, 1], Apply(penalties, 1, 1));
    }

    [Fact]
    public void Apply_Everything_BiasFirstThenRepetitionThenTheOthers()
    {
        var options = new SamplingOptions
        {
            RepetitionPenalty = 2,
            FrequencyPenalty = 0.25,
            PresencePenalty = 0.5,
            LogitBias = new Dictionary<TokenId, float> { [new(0)] = 3, [new(2)] = -100 },
        };
        var penalties = new TokenPenalties(options, [1], expectedOutput: 4);
        penalties.Accept(0);
        penalties.Accept(0);

        // Token 0: (1 + 3) / 2 - 2 * 0.25 - 0.5. Token 1: -4 * 2. Token 2: 7 - 100.
        Assert.Equal([1f, -8, -93], Apply(penalties, 1, -4, 7));
    }

    [Fact]
    public void Apply_ForbiddenToken_StaysForbidden()
    {
        var options = new SamplingOptions
        {
            RepetitionPenalty = 1.5, PresencePenalty = -2, LogitBias = new Dictionary<TokenId, float> { [new(0)] = 100 },
        };
        var penalties = new TokenPenalties(options, [0], expectedOutput: 4);
        penalties.Accept(0);

        Assert.Equal([float.NegativeInfinity], Apply(penalties, float.NegativeInfinity));
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-40)]
    [InlineData(1e-300)]
    public void Apply_TinyRepetitionPenalty_LeavesLogitsThatCanBeDrawn(double penalty)
    {
        var penalties = new TokenPenalties(new SamplingOptions { RepetitionPenalty = penalty }, [0, 1, 2], expectedOutput: 4);

        Assert.All(Apply(penalties, 1e9f, -3, 0, 7), logit => Assert.True(float.IsFinite(logit), $"{logit}"));
    }

    private static float[] Apply(TokenPenalties penalties, params float[] logits)
    {
        penalties.Apply(logits);
        return logits;
    }
}
