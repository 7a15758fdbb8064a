using System.Threading.Channels;
using FinCluster.Core.Engine;
using FinCluster.Inference.Grammar;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Batching;

/// <summary>What a job reads before it writes.</summary>
/// <param name="Tokens">The prompt's tokens, without resumed output.</param>
/// <param name="Prefix">The prompt's blocks.</param>
internal readonly record struct JobPrompt(int[] Tokens, PromptPrefix Prefix);

/// <summary>One request inside the engine.</summary>
/// <remarks>
/// Its reader creates it, reads <see cref="Steps"/> and may call <see cref="Cancel"/>. Everything else belongs to the
/// engine's thread from the moment it is submitted.
/// </remarks>
internal sealed class GenerationJob
{
    /// <summary>
    /// Steps that may wait for a slow reader. A job whose reader is this far behind is left out of the batch until the
    /// reader catches up, so memory stays bounded and nobody else waits.
    /// </summary>
    private const int MaxUnreadSteps = 64;

    // One token can bring two steps: itself and the end.
    private const int StepsPerToken = 2;

    private readonly Channel<GenerationStep> _steps = Channel.CreateBounded<GenerationStep>(
        new BoundedChannelOptions(MaxUnreadSteps) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly GenerationRequest _request;
    private readonly CompiledGrammar? _grammar;
    private readonly Vocabulary _vocabulary;
    private readonly int _maxTokens;
    private readonly StopDetector _stop;
    private TokenSampler? _sampler;
    private volatile bool _cancelled;

    /// <param name="request">What was asked.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="maxTokens">The most output tokens, resumed ones included; the sequence has room for them.</param>
    /// <param name="grammar">The language of the output; null for free text.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="deadline">When the answer is worth nothing any more, as a timestamp; null for never.</param>
    public GenerationJob(
        GenerationRequest request, JobPrompt prompt, int maxTokens, CompiledGrammar? grammar, Vocabulary vocabulary, long? deadline)
    {
        _request = request;
        _maxTokens = maxTokens;
        _grammar = grammar;
        _vocabulary = vocabulary;
        _stop = new StopDetector(request.Stop.StopStrings, request.Stop.IncludeStopString, vocabulary.MaxPieceBytes);
        Deadline = deadline;
        Prefix = prompt.Prefix;
        PromptLength = prompt.Tokens.Length;
        Input = [.. prompt.Tokens, .. request.ResumeFrom.Select(token => token.Value)];
    }

    /// <summary>Gets what the reader reads, in order.</summary>
    public ChannelReader<GenerationStep> Steps => _steps.Reader;

    /// <summary>Gets the tokens to compute before the first new one: the prompt and resumed output.</summary>
    public int[] Input { get; }

    /// <summary>Gets how many tokens of <see cref="Input"/> are the prompt.</summary>
    public int PromptLength { get; }

    /// <summary>Gets the blocks of the prompt.</summary>
    public PromptPrefix Prefix { get; }

    /// <summary>Gets how many bytes of the output are text of the answer for certain, resumed ones included.</summary>
    public int FinalBytes { get; private set; }

    /// <summary>Gets the namespace of KV reuse.</summary>
    public string CacheSalt => _request.CacheSalt;

    /// <summary>Gets when the answer is worth nothing any more, as a timestamp; null for never.</summary>
    public long? Deadline { get; }

    /// <summary>Gets a value indicating whether the reader has gone.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>Gets the sequence that it owns; null while it waits.</summary>
    public KvSequence? Sequence { get; private set; }

    /// <summary>Gets the token that was drawn last and is not in the KV cache yet.</summary>
    public int LastToken { get; private set; }

    /// <summary>Gets the output tokens so far, resumed ones included.</summary>
    public int OutputTokens => _sampler?.Count ?? 0;

    /// <summary>Gets the input tokens that are not in the KV cache yet.</summary>
    public int InputLeft => Math.Max(0, Input.Length - (Sequence?.Length ?? 0));

    /// <summary>Gets or sets how many tokens it has in the batch that is being planned.</summary>
    public int Planned { get; set; }

    /// <summary>Gets or sets where the batch has its output; negative for none.</summary>
    public int OutputIndex { get; set; }

    /// <summary>Gets a value indicating whether the reader has room for what a token brings.</summary>
    public bool ReaderKeepsUp => _steps.Reader.Count + StepsPerToken <= MaxUnreadSteps;

    /// <summary>Tells the engine that nobody reads any more. Callable from any thread.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Takes a sequence and goes through resumed output; true when that completes the answer already.</summary>
    /// <exception cref="Core.Errors.RequestException">The resumed output is not one that this request can have.</exception>
    public bool Start(KvSequence sequence)
    {
        Sequence = sequence;
        _sampler = new TokenSampler(_request, Input.AsSpan(0, PromptLength), _maxTokens, _grammar?.CreateMatcher(), _vocabulary);
        int finalBytes = 0;
        foreach (int token in Input.AsSpan(PromptLength))
        {
            _sampler.Replay(token);
            finalBytes += _stop.Append(_vocabulary.Bytes(token), _sampler.MayStop);
        }

        Write(GenerationStep.Started(Math.Min(sequence.Length, PromptLength), finalBytes));
        return Input.Length > PromptLength && CompleteIfEnded();
    }

    /// <summary>Draws the next token from its logits and tells the reader; true when the answer is complete.</summary>
    /// <exception cref="Core.Errors.RequestException">The model computed no usable number.</exception>
    public bool Advance(Span<float> logits, SamplingWorkspace workspace)
    {
        SampledToken sampled = _sampler!.Sample(logits, workspace);
        if (sampled.Ends)
        {
            Complete(FinishReason.Stop);
            return true;
        }

        LastToken = sampled.Token;
        int finalBytes = _stop.Append(_vocabulary.Bytes(sampled.Token), _sampler.MayStop);
        Write(GenerationStep.OfToken(sampled.Token, finalBytes, sampled.LogProbs));
        return CompleteIfEnded();
    }

    /// <summary>Ends the answer with an error, behind what has been written.</summary>
    public void Fail(Exception error) => _steps.Writer.TryComplete(error);

    /// <summary>Lets go of the sequence.</summary>
    public KvSequence? Detach()
    {
        KvSequence? sequence = Sequence;
        Sequence = null;
        return sequence;
    }

    private bool CompleteIfEnded()
    {
        if (_stop.Stopped || _sampler!.MustEnd)
        {
            Complete(FinishReason.Stop);
            return true;
        }

        if (_sampler.Count >= _maxTokens)
        {
            Complete(FinishReason.Length);
            return true;
        }

        return false;
    }

    private void Complete(FinishReason reason)
    {
        Write(GenerationStep.Finished(reason, _sampler!.Count, _stop.Stopped ? 0 : _stop.Finish()));
        _steps.Writer.TryComplete();
    }

    private void Write(GenerationStep step)
    {
        FinalBytes += step.FinalBytes;
        if (!_steps.Writer.TryWrite(step))
        {
            throw new InvalidOperationException("the step channel is full although the reader was said to keep up");
        }
    }
}
