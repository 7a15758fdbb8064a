using FinCluster.Core.Engine;

namespace FinCluster.Inference.Sampling;

/// <summary>Logit bias and the repetition, frequency and presence penalties of one request.</summary>
/// <remarks>
/// As in vLLM: the repetition penalty counts prompt and output, the other two the output alone. Not thread-safe: it
/// belongs to the engine's thread.
/// </remarks>
internal sealed class TokenPenalties
{
    private readonly SamplingOptions _options;
    private readonly KeyValuePair<TokenId, float>[] _biases;
    private readonly HashSet<int> _seen = [];
    private readonly Dictionary<int, int> _outputCounts = [];
    private readonly bool _repetition;
    private readonly bool _additive;

    /// <summary>Prepares the penalties; <paramref name="expectedOutput"/> sizes the tables so that they do not grow later.</summary>
    public TokenPenalties(SamplingOptions options, ReadOnlySpan<int> prompt, int expectedOutput)
    {
        _options = options;
        _biases = [.. options.LogitBias];
        _repetition = options.RepetitionPenalty != 1;
        _additive = options.FrequencyPenalty != 0 || options.PresencePenalty != 0;
        if (_repetition)
        {
            _seen.EnsureCapacity(prompt.Length + expectedOutput);
            foreach (int token in prompt)
            {
                _seen.Add(token);
            }
        }

        if (_additive)
        {
            _outputCounts.EnsureCapacity(expectedOutput);
        }
    }

    /// <summary>Counts one output token.</summary>
    public void Accept(int token)
    {
        if (_repetition)
        {
            _seen.Add(token);
        }

        if (_additive)
        {
            _outputCounts[token] = _outputCounts.GetValueOrDefault(token) + 1;
        }
    }

    /// <summary>Changes the logits in place.</summary>
    public void Apply(Span<float> logits)
    {
        foreach ((TokenId token, float bias) in _biases)
        {
            logits[token.Value] += bias;
        }

        // In double and cut off: a tiny penalty is zero as a float, and an infinite logit could not be drawn.
        double penalty = _options.RepetitionPenalty;
        foreach (int token in _seen)
        {
            ref float logit = ref logits[token];
            logit = (float)(logit > 0 ? Math.Min(logit / penalty, float.MaxValue) : logit * penalty);
        }

        foreach ((int token, int count) in _outputCounts)
        {
            logits[token] -= (float)((_options.FrequencyPenalty * count) + _options.PresencePenalty);
        }
    }
}
