using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Batching;

/// <summary>How many requests are taken and how prompts share the batches with answers.</summary>
/// <param name="PrefillChunkTokens">The most prompt tokens of one batch while other requests generate.</param>
/// <param name="MaxQueuedRequests">How many requests wait for a sequence before further ones are refused.</param>
internal readonly record struct BatchingLimits(int PrefillChunkTokens, int MaxQueuedRequests);

/// <summary>Continuous batching behind the engine port, whatever computes the batches: one context, one thread.</summary>
/// <remarks>Thread-safe. It owns neither the model nor the context.</remarks>
internal sealed class BatchedEngine : IAsyncDisposable
{
    private readonly ITextModel _model;
    private readonly IBatchContext _context;
    private readonly GenerationLoop _loop;
    private readonly GenerationJobFactory _jobs;
    private readonly TimeProvider _time;

    public BatchedEngine(ITextModel model, IBatchContext context, int contextLength, BatchingLimits limits, TimeProvider time, ILogger logger)
    {
        _model = model;
        _context = context;
        _time = time;
        var batcher = new ContinuousBatcher(context, model.Vocabulary, limits.PrefillChunkTokens, time, logger);
        _loop = new GenerationLoop(batcher, limits.MaxQueuedRequests, logger);
        _jobs = new GenerationJobFactory(model, contextLength, time);
        _loop.Start();
    }

    /// <summary>See <see cref="IInferenceEngine.GetStatistics"/>.</summary>
    public EngineStatistics GetStatistics()
    {
        LoopCounters counters = _loop.Counters;
        return new EngineStatistics
        {
            RunningRequests = (int)counters.Running,
            PausedRequests = (int)counters.Paused,
            QueuedRequests = (int)counters.Queued,
            QueuedPromptTokens = counters.QueuedPromptTokens,
            KvCellsUsed = counters.CachedCells,
            KvCellsPinned = counters.PinnedCells,
            KvCellsTotal = (long)_context.MaxSequences * _context.SequenceCapacity,
            PrefilledTokens = counters.Prefilled,
            CachedTokens = counters.Cached,
            GeneratedTokens = counters.Generated,
            DecodeCalls = counters.DecodeCalls,
            DecodeTime = _time.GetElapsedTime(0, counters.DecodeTicks),
            BusyTime = _time.GetElapsedTime(0, counters.BusyTicks),
            LoopAllocatedBytes = counters.AllocatedBytes,
        };
    }

    /// <summary>See <see cref="IInferenceEngine.GenerateAsync"/>.</summary>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (GenerationJob job, int droppedMessages) = _jobs.Create(request);
        var text = new TextAssembler();
        foreach (TokenId token in request.ResumeFrom)
        {
            text.Append(_model.Vocabulary.Bytes(token.Value));
        }

        _loop.Submit(job);
        try
        {
            while (await job.Steps.WaitToReadAsync(cancellationToken))
            {
                while (TryRead(job, out GenerationStep step))
                {
                    yield return ToEvent(step, job, text, droppedMessages);
                }
            }
        }
        finally
        {
            job.Cancel();
            _loop.Wake();
        }
    }

    /// <summary>See <see cref="IInferenceEngine.WatchPrefixesAsync"/>.</summary>
    public async IAsyncEnumerable<PrefixUpdate> WatchPrefixesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PrefixWatcher watcher = _loop.Prefixes.Watch();
        _loop.Wake();
        try
        {
            await foreach (PrefixUpdate update in watcher.Updates.ReadAllAsync(cancellationToken))
            {
                yield return update;
                if (watcher.AwaitsReset)
                {
                    _loop.Wake();
                }
            }
        }
        finally
        {
            watcher.Leave();
        }
    }

    /// <summary>Ends all answers and the thread.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Reads one step, and wakes the engine if it has left this job out because its reader was behind.</summary>
    private bool TryRead(GenerationJob job, out GenerationStep step)
    {
        bool wasBehind = !job.ReaderKeepsUp;
        if (!job.Steps.TryRead(out step))
        {
            return false;
        }

        if (wasBehind && job.ReaderKeepsUp)
        {
            _loop.Wake();
        }

        return true;
    }

    private GenerationEvent ToEvent(in GenerationStep step, GenerationJob job, TextAssembler text, int droppedMessages)
    {
        switch (step.Kind)
        {
            case StepKind.Started:
                text.Take(step.FinalBytes);
                return new GenerationStarted(job.PromptLength, step.Value, droppedMessages);
            case StepKind.Token:
                text.Append(_model.Vocabulary.Bytes(step.Value));
                return new GeneratedToken(new TokenId(step.Value), text.Take(step.FinalBytes), step.LogProbs);
            case StepKind.Finished:
                return new GenerationFinished(step.Reason, text.Take(step.FinalBytes), step.Value);
            default:
                throw new InvalidOperationException($"unknown step {step.Kind}");
        }
    }
}
