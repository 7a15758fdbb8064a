using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Testing.Engine;

/// <summary>An engine that answers what a test has written down, and remembers what it was asked. Thread-safe.</summary>
/// <remarks>
/// As a real engine does, it continues behind resumed tokens, ends at the token limit and reports probabilities when they
/// are asked for. Answers that wait when it is disposed end. It keeps no deadline: a test looks at what the request says.
/// </remarks>
public sealed class FakeInferenceEngine(string model = "fake", int parallelSequences = 8) : IInferenceEngine
{
    /// <summary>The length of its vectors.</summary>
    public const int EmbeddingLength = 3;

    private const int MaxPrefixUpdates = 10_000;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ChannelWriter<PrefixUpdate>> _prefixWatchers = [];
    private ImmutableArray<ulong> _prefixes = [];
    private readonly List<FakeCall> _calls = [];
    private readonly List<EmbeddingRequest> _embeddings = [];
    private readonly List<(int Number, TaskCompletionSource<FakeCall> Come)> _waiters = [];

    /// <inheritdoc/>
    public ModelInfo Model { get; init; } = new()
    {
        Name = model,
        ContentHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        Description = "scripted",
        Parameters = 1_000,
        VocabularySize = 5_000,
        ContextLength = 1_024,
        EmbeddingLength = EmbeddingLength,
        ParallelSequences = parallelSequences,
        HasChatTemplate = true,
    };

    /// <summary>Gets or sets the answer to each request.</summary>
    public Func<FakeCall, FakeScript> Script { get; set; } = _ => FakeScript.Of("Hello", " world");

    /// <summary>Gets or sets the answer to each embedding request; by default a vector for each input that begins with its index.</summary>
    public Func<EmbeddingRequest, CancellationToken, Task<EmbeddingResult>> Embed { get; set; } = (request, _) => Task.FromResult(
        new EmbeddingResult([.. request.Inputs.Select((_, index) => new ReadOnlyMemory<float>([index, 0.5f, -0.25f]))], request.Inputs.Count * 2));

    /// <summary>Gets or sets the counters; by default those of an engine that nobody has asked yet.</summary>
    public EngineStatistics Statistics { get; set; } = new()
    {
        RunningRequests = 0,
        QueuedRequests = 0,
        QueuedPromptTokens = 0,
        KvCellsUsed = 0,
        KvCellsTotal = 8_192,
        PrefilledTokens = 0,
        CachedTokens = 0,
        GeneratedTokens = 0,
        DecodeCalls = 0,
        DecodeTime = TimeSpan.Zero,
        BusyTime = TimeSpan.Zero,
        LoopAllocatedBytes = 0,
    };

    /// <summary>Gets the requests so far, in the order in which they came.</summary>
    public IReadOnlyList<FakeCall> Calls { get { lock (_gate) { return [.. _calls]; } } }

    /// <summary>Gets the embedding requests so far.</summary>
    public IReadOnlyList<EmbeddingRequest> EmbeddingRequests { get { lock (_gate) { return [.. _embeddings]; } } }

    /// <summary>Gets a value indicating whether it is disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Comes to hold prefix blocks and gives others up, and tells the watchers.</summary>
    public void ChangePrefixes(ImmutableArray<ulong> added, ImmutableArray<ulong> removed) =>
        Tell(new PrefixUpdate(IsReset: false, added, removed), [.. _prefixes.Except(removed), .. added]);

    /// <summary>Holds other prefix blocks than before, and tells the watchers all of them, as if they had fallen behind.</summary>
    public void ResetPrefixes(ImmutableArray<ulong> all) => Tell(new PrefixUpdate(IsReset: true, all, []), all);

    /// <summary>Waits for a request.</summary>
    /// <param name="number">Which one, from 1.</param>
    public Task<FakeCall> WaitForCallAsync(int number = 1)
    {
        lock (_gate)
        {
            var come = new TaskCompletionSource<FakeCall>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_calls.Count >= number)
            {
                come.SetResult(_calls[number - 1]);
            }
            else
            {
                _waiters.Add((number, come));
            }

            return come.Task.WaitAsync(TestTimeouts.Default);
        }
    }

    /// <inheritdoc/>
    public EngineStatistics GetStatistics() => Statistics;

    /// <inheritdoc/>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FakeCall call = Record(request);
        FakeScript script = Script(call);
        bool ended = false;
        try
        {
            Resume(request, script);
            yield return script.Started;
            int position = request.ResumeFrom.Count;
            int limit = Math.Min(script.Texts.Length, request.Stop.MaxTokens ?? int.MaxValue);
            for (; position < limit; position++)
            {
                await ReachAsync(script, position, cancellationToken);
                yield return Token(script, position, request.TopLogProbs);
            }

            await ReachAsync(script, limit, cancellationToken);
            ended = true;
            if (script.BreaksOff)
            {
                yield break;
            }

            bool whole = limit == script.Texts.Length;
            yield return new GenerationFinished(whole ? script.Reason : FinishReason.Length, whole ? script.Tail : "", position);
        }
        finally
        {
            call.End(abandoned: !ended);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PrefixUpdate> WatchPrefixesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<PrefixUpdate> updates = Channel.CreateBounded<PrefixUpdate>(MaxPrefixUpdates);
        lock (_gate)
        {
            updates.Writer.TryWrite(new PrefixUpdate(IsReset: true, _prefixes, []));
            _prefixWatchers.Add(updates.Writer);
        }

        await foreach (PrefixUpdate update in updates.Reader.ReadAllAsync(cancellationToken))
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _embeddings.Add(request);
        }

        return Embed(request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _disposed.TrySetException(new RequestException(ErrorCode.ShuttingDown, "the engine is shutting down"));
        _ = _disposed.Task.Exception;
        return ValueTask.CompletedTask;
    }

    private void Tell(PrefixUpdate update, ImmutableArray<ulong> all)
    {
        lock (_gate)
        {
            _prefixes = all;
            _prefixWatchers.ForEach(watcher => Assert.True(watcher.TryWrite(update), "nobody reads the prefix updates"));
        }
    }

    private static void Resume(GenerationRequest request, FakeScript script)
    {
        if (script.Refusal is { } refusal)
        {
            throw refusal;
        }

        for (int position = 0; position < request.ResumeFrom.Count; position++)
        {
            if (position >= script.Texts.Length || request.ResumeFrom[position].Value != FakeScript.FirstTokenId + position)
            {
                throw RequestException.Invalid("resume_from", $"resume_from has another token at {position} than the script");
            }
        }
    }

    private async Task ReachAsync(FakeScript script, int position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (script.Gates.TryGetValue(position, out Task? gate))
        {
            await (await Task.WhenAny(gate.WaitAsync(cancellationToken), _disposed.Task));
        }

        if (script.Errors.TryGetValue(position, out Exception? error))
        {
            throw error;
        }
    }

    // Unless the script says otherwise, the drawn token has half of the probability, and each alternative half of what is left.
    private static GeneratedToken Token(FakeScript script, int position, int? topLogProbs)
    {
        TokenLogProb Entry(int rank) => new(
            new TokenId(FakeScript.FirstTokenId + position + (rank * 1_000)),
            Encoding.UTF8.GetBytes(rank == 0 ? script.Texts[position] : $"alt{rank}"),
            script.LogProb is { } logProb ? logProb - (rank * 12) : -(rank + 1) * MathF.Log(2));

        TokenLogProbs? logProbs = topLogProbs is { } top ? new TokenLogProbs(Entry(0), [.. Enumerable.Range(0, top).Select(Entry)]) : null;
        return new GeneratedToken(new TokenId(FakeScript.FirstTokenId + position), script.Texts[position], logProbs);
    }

    private FakeCall Record(GenerationRequest request)
    {
        lock (_gate)
        {
            var call = new FakeCall(_calls.Count + 1, request);
            _calls.Add(call);
            foreach ((int number, TaskCompletionSource<FakeCall> come) in _waiters)
            {
                if (number == call.Number)
                {
                    come.TrySetResult(call);
                }
            }

            return call;
        }
    }
}
