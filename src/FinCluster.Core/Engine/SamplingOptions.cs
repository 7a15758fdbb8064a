namespace FinCluster.Core.Engine;

/// <summary>How the next token is drawn from the model's distribution.</summary>
/// <remarks>
/// The order is vLLM's: logit bias and penalties, then the grammar, then temperature, then min-p, top-k and top-p, then
/// the draw. <see cref="RequestValidator"/> checks the ranges.
/// </remarks>
public sealed record SamplingOptions
{
    /// <summary>Gets the divisor of the logits.</summary>
    /// <value>Default 1. Range 0 to 2; 0 takes the most probable token.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Gets how many of the most probable tokens stay.</summary>
    /// <value>Default 0, all. Range 0 to the vocabulary's size; a larger value means all.</value>
    public int TopK { get; init; }

    /// <summary>Gets the probability mass of the most probable tokens that stay.</summary>
    /// <value>Default 1, all. Range above 0 to 1.</value>
    public double TopP { get; init; } = 1;

    /// <summary>Gets the share of the best token's probability under which a token is left out.</summary>
    /// <value>Default 0, none. Range 0 to 1.</value>
    public double MinP { get; init; }

    /// <summary>Gets the divisor (multiplier below zero) of the logits of tokens in the prompt or the output.</summary>
    /// <value>Default 1, none. Range above 0 to 2.</value>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Gets what is taken from a token's logit for each time it stands in the output.</summary>
    /// <value>Default 0. Range -2 to 2.</value>
    public double FrequencyPenalty { get; init; }

    /// <summary>Gets what is taken from a token's logit once it stands in the output.</summary>
    /// <value>Default 0. Range -2 to 2.</value>
    public double PresencePenalty { get; init; }

    /// <summary>Gets what is added to the logits of single tokens.</summary>
    /// <value>Default empty. At most 300 tokens, values -100 to 100.</value>
    public IReadOnlyDictionary<TokenId, float> LogitBias { get; init; } = new Dictionary<TokenId, float>();

    /// <summary>Gets the seed of the draws. The draw at output position i depends on the seed and i alone.</summary>
    /// <value>No default: whoever takes a request from a client chooses one and keeps it through retries.</value>
    public ulong Seed { get; init; }
}
