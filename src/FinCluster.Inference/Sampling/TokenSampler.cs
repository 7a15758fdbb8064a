using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Sampling;

/// <summary>One step of one answer.</summary>
/// <param name="Token">The token that was drawn; meaningless when <paramref name="Ends"/>.</param>
/// <param name="Ends">Whether the model, a stop token or the grammar ended the answer here.</param>
/// <param name="LogProbs">Probabilities, when the request asks for them.</param>
internal readonly record struct SampledToken(int Token, bool Ends, TokenLogProbs? LogProbs)
{
    public static readonly SampledToken End = new(TokenPicker.None, true, null);
}

/// <summary>Draws the tokens of one answer. It belongs to the engine's thread.</summary>
internal sealed class TokenSampler
{
    private readonly SamplingOptions _options;
    private readonly StopConditions _stop;
    private readonly Vocabulary _vocabulary;
    private readonly int? _topLogProbs;
    private readonly TokenPenalties _penalties;
    private readonly GrammarMatcher? _grammar;
    private readonly int[] _stopTokens;

    public TokenSampler(GenerationRequest request, ReadOnlySpan<int> prompt, int maxTokens, GrammarMatcher? grammar, Vocabulary vocabulary)
    {
        _options = request.Sampling;
        _stop = request.Stop;
        _vocabulary = vocabulary;
        _topLogProbs = request.TopLogProbs;
        _grammar = grammar;
        _penalties = new TokenPenalties(request.Sampling, prompt, maxTokens);
        _stopTokens = [.. request.Stop.StopTokens.Select(token => token.Value)];
    }

    /// <summary>Gets the number of output tokens, replayed ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Gets a value indicating whether a stop string or an end token may end the answer by now.</summary>
    public bool MayStop => Count >= _stop.MinTokens;

    /// <summary>Gets a value indicating whether the grammar allows nothing more.</summary>
    public bool MustEnd => _grammar is { MustEnd: true };

    /// <summary>Takes over an output token of an earlier attempt.</summary>
    /// <exception cref="RequestException">The grammar does not allow it, so it comes from another request.</exception>
    public void Replay(int token)
    {
        if (_grammar is not null && !_grammar.TryAccept(_vocabulary.Bytes(token)))
        {
            throw RequestException.Invalid("resume_from", $"token {token} at output position {Count} is not what the grammar allows");
        }

        Accept(token);
    }

    /// <summary>Draws the next token; the logits are changed in place.</summary>
    /// <exception cref="RequestException">The model computed no usable number.</exception>
    public SampledToken Sample(Span<float> logits, SamplingWorkspace workspace)
    {
        if (_topLogProbs is not null)
        {
            logits.CopyTo(workspace.Raw);
        }

        _penalties.Apply(logits);
        Constrain(logits);
        int token = TokenPicker.Pick(logits, _options, CounterRandom.Uniform(_options.Seed, Count), workspace);
        if (token == TokenPicker.None)
        {
            return _grammar is { CanEnd: true }
                ? SampledToken.End
                : throw new RequestException(ErrorCode.EngineFailed, "the model gave no token that the request allows");
        }

        if (_vocabulary.EndsGeneration(token) || (MayStop && _stopTokens.Contains(token)))
        {
            return SampledToken.End;
        }

        if (_grammar is not null && !_grammar.TryAccept(_vocabulary.Bytes(token)))
        {
            throw new InvalidOperationException($"the grammar allowed token {token} and then refused it");
        }

        TokenLogProbs? logProbs = _topLogProbs is { } top ? ReadLogProbs(token, top, workspace) : null;
        Accept(token);
        return new SampledToken(token, false, logProbs);
    }

    private void Accept(int token)
    {
        _penalties.Accept(token);
        Count++;
    }

    /// <summary>Takes the tokens out that must not come here.</summary>
    private void Constrain(Span<float> logits)
    {
        if (_grammar is not null)
        {
            ApplyGrammar(logits, _grammar);
        }
        else if (!MayStop || _stop.IgnoreEndOfSequence)
        {
            Forbid(logits, _vocabulary.EndTokens.AsSpan());
        }

        if (!MayStop)
        {
            Forbid(logits, _stopTokens);
        }
    }

    private void ApplyGrammar(Span<float> logits, GrammarMatcher grammar)
    {
        // The mask is about text; whether the end may come is the matcher's other answer. A complete output that allows
        // no more text ends even when more tokens were asked for: there is nothing else to generate.
        Span<float> ends = stackalloc float[_vocabulary.EndTokens.Length];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = logits[_vocabulary.EndTokens[i]];
        }

        TokenMask.Apply(logits, grammar.AllowedTokens());
        bool mayEnd = grammar.CanEnd && (grammar.MustEnd || (MayStop && !_stop.IgnoreEndOfSequence));
        for (int i = 0; i < ends.Length; i++)
        {
            logits[_vocabulary.EndTokens[i]] = mayEnd ? ends[i] : float.NegativeInfinity;
        }
    }

    private static void Forbid(Span<float> logits, ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            logits[token] = float.NegativeInfinity;
        }
    }

    private TokenLogProbs ReadLogProbs(int token, int top, SamplingWorkspace workspace)
    {
        ReadOnlySpan<float> raw = workspace.Raw;
        float logSum = LogProbReader.LogSum(raw, workspace);
        return new TokenLogProbs(
            LogProbReader.Of(token, raw[token], logSum, _vocabulary),
            LogProbReader.Top(raw, logSum, top, _vocabulary));
    }
}
