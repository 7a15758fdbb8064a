using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Embeddings;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>llama.cpp behind the engine port: one model, one generation thread, continuous batching.</summary>
public sealed class LlamaEngine : IInferenceEngine
{
    private readonly LlamaModel _model;
    private readonly LlamaContext _context;
    private readonly GenerationLoop _loop;
    private readonly GenerationJobFactory _jobs;
    private readonly EmbeddingWorker _embeddings;
    private readonly TimeProvider _time;

    internal LlamaEngine(LlamaModel model, LlamaContext context, ModelInfo info, LlamaEngineOptions options, TimeProvider time, ILogger logger)
    {
        _model = model;
        _context = context;
        _time = time;
        Model = info;
        var batcher = new ContinuousBatcher(context, model.Vocabulary, options.PrefillChunkTokens, time, logger);
        _loop = new GenerationLoop(batcher, options.MaxQueuedRequests, logger);
        _jobs = new GenerationJobFactory(model, info.ContextLength, time);
        _embeddings = new EmbeddingWorker(model, info.ContextLength, options.EffectiveThreads, LlamaLibrary.Attention(options));
        _loop.Start();
    }

    /// <inheritdoc/>
    public ModelInfo Model { get; }

    /// <inheritdoc/>
    public EngineStatistics GetStatistics()
    {
        LoopCounters counters = _loop.Counters;
        return new EngineStatistics
        {
            RunningRequests = (int)counters.Running,
            QueuedRequests = (int)counters.Queued,
            QueuedPromptTokens = counters.QueuedPromptTokens,
            KvCellsUsed = counters.CachedCells,
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

    /// <inheritdoc/>
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

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        RequestValidator.Validate(request);
        return _embeddings.EmbedAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        await _embeddings.DisposeAsync();
        _context.Dispose();
        _model.Dispose();
    }

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
