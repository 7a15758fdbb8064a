using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using FinCluster.Inference.Sampling;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Batching;

/// <summary>Computes all running jobs together, step by step; jobs come and go between two steps.</summary>
/// <remarks>
/// It belongs to the thread that owns the context. A job that fails takes nobody with it; a failed batch fails the jobs in
/// it and forgets what their sequences hold. In steady state a step allocates nothing; the end of an answer allocates for the names
/// of its prefix blocks.
/// </remarks>
internal sealed partial class ContinuousBatcher
{
    private readonly IBatchContext _context;
    private readonly SamplingWorkspace _workspace;
    private readonly Vocabulary _vocabulary;
    private readonly KvSequencePool _pool;
    private readonly BatchPlanner _planner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Queue<GenerationJob> _waiting = new();
    private readonly List<GenerationJob> _running = [];
    private readonly GenerationJob?[] _bySequence;

    public ContinuousBatcher(IBatchContext context, Vocabulary vocabulary, int prefillChunkTokens, TimeProvider time, ILogger logger)
    {
        _context = context;
        _vocabulary = vocabulary;
        _workspace = new SamplingWorkspace(vocabulary.Count);
        var ledger = new PrefixLedger();
        Prefixes = new PrefixFeed(ledger);
        _pool = new KvSequencePool(context, context.MaxSequences, context.SequenceCapacity, ledger);
        _planner = new BatchPlanner(context.Batch.Capacity, prefillChunkTokens);
        _time = time;
        _logger = logger;
        _bySequence = new GenerationJob?[context.MaxSequences];
    }

    /// <summary>Gets the numbers of the steps; any thread may read them.</summary>
    public LoopCounters Counters { get; } = new();

    /// <summary>Gets what tells which prefix blocks the sequences hold.</summary>
    public PrefixFeed Prefixes { get; }

    /// <summary>Gets a value indicating whether there is no job at all.</summary>
    public bool IsEmpty => _running.Count == 0 && _waiting.Count == 0;

    /// <summary>Adds a job behind those that wait already.</summary>
    public void Enqueue(GenerationJob job) => _waiting.Enqueue(job);

    /// <summary>Ends every job with an error.</summary>
    public void FailAll(RequestException error)
    {
        while (_waiting.TryPeek(out GenerationJob? job))
        {
            job.Fail(error);
            Dequeue();
        }

        foreach (GenerationJob job in _running)
        {
            job.Fail(error);
        }

        _running.Clear();
        Prefixes.End();
    }

    /// <summary>Does one round; false when there was nothing to do.</summary>
    public bool Step()
    {
        long started = _time.GetTimestamp();
        DropEnded();
        DropWaiting();
        AdmitWaiting();
        bool busy = _planner.Plan(_running) > 0;
        Counters.OnPlanned(_running.Count, CountPaused());
        if (busy)
        {
            FillBatch();
            DecodeAndSample();
        }

        Prefixes.Publish();
        Counters.OnStep(
            busy ? _time.GetTimestamp() - started : 0, _running.Count, PromptTokensLeft(), _pool.CountTokens());
        return busy;
    }

    /// <summary>Lets go of jobs whose reader has left or whose time is over.</summary>
    private void DropEnded()
    {
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            GenerationJob job = _running[i];
            if (job.IsCancelled)
            {
                End(job);
            }
            else if (IsExpired(job))
            {
                job.Fail(DeadlineError());
                End(job);
            }
        }
    }

    /// <summary>The same for jobs that wait, wherever in the queue they are: each takes a place from somebody.</summary>
    private void DropWaiting()
    {
        for (int left = _waiting.Count; left > 0; left--)
        {
            GenerationJob job = _waiting.Dequeue();
            if (job.IsCancelled || IsExpired(job))
            {
                job.Fail(DeadlineError());
                Counters.OnDequeued();
            }
            else
            {
                _waiting.Enqueue(job);
            }
        }
    }

    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out GenerationJob? job) && _pool.Acquire(job.Input, job.CacheSalt) is { } sequence)
        {
            Dequeue();
            StartJob(job, sequence);
        }
    }

    private void StartJob(GenerationJob job, KvSequence sequence)
    {
        _running.Add(job);
        _bySequence[sequence.Id] = job;
        Counters.OnPrefixFound(Math.Min(sequence.Length, job.PromptLength));
        try
        {
            if (job.Start(sequence))
            {
                End(job);
            }
        }
        catch (RequestException e)
        {
            job.Fail(e);
            End(job);
        }
    }

    // In the order of sequence ids: libllama computes a run of neighbouring sequences at once.
    private void FillBatch()
    {
        _context.Batch.Clear();
        foreach (GenerationJob? job in _bySequence)
        {
            if (job is not { Planned: > 0, Sequence: { } sequence })
            {
                continue;
            }

            job.OutputIndex = -1;
            if (job.InputLeft == 0)
            {
                job.OutputIndex = _context.Batch.Add(job.LastToken, sequence.Length, sequence.Id, output: true);
                continue;
            }

            bool completes = job.Planned == job.InputLeft;
            int start = sequence.Length;
            for (int i = 0; i < job.Planned; i++)
            {
                bool output = completes && i == job.Planned - 1;
                int index = _context.Batch.Add(job.Input[start + i], start + i, sequence.Id, output);
                job.OutputIndex = output ? index : -1;
            }
        }
    }

    private void DecodeAndSample()
    {
        long started = _time.GetTimestamp();
        DecodeStatus status = _context.Decode();
        long ticks = _time.GetTimestamp() - started;
        if (status != DecodeStatus.Ok)
        {
            FailBatch(status);
            return;
        }

        int prefilled = 0;
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            GenerationJob job = _running[i];
            if (job.Planned > 0)
            {
                prefilled += job.InputLeft > 0 ? job.Planned : 0;
                NoteComputed(job);
                if (job.OutputIndex >= 0)
                {
                    Sample(job);
                }
            }
        }

        Counters.OnDecoded(ticks, prefilled);
    }

    private static void NoteComputed(GenerationJob job)
    {
        KvSequence sequence = job.Sequence!;
        if (job.InputLeft == 0)
        {
            sequence.Append(job.LastToken);
            return;
        }

        for (int i = 0; i < job.Planned; i++)
        {
            sequence.Append(job.Input[sequence.Length]);
        }

        if (job.InputLeft == 0)
        {
            sequence.Held.Set(job.Prefix, sequence.Length);
        }
    }

    private void Sample(GenerationJob job)
    {
        try
        {
            int before = job.OutputTokens;
            bool complete = job.Advance(_context.Logits(job.OutputIndex), _workspace);
            Counters.OnGenerated(job.OutputTokens - before);
            if (complete)
            {
                End(job);
            }
        }
        catch (RequestException e)
        {
            job.Fail(e);
            End(job);
        }
    }

    /// <summary>Fails the jobs of a batch that was not computed. What is half in the cache is not trusted.</summary>
    private void FailBatch(DecodeStatus status)
    {
        string reason = NativeLog.TakeErrors();
        LogDecodeFailed(_logger, status, reason);
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            GenerationJob job = _running[i];
            if (job.Planned > 0)
            {
                job.Fail(new RequestException(ErrorCode.EngineFailed, $"the model could not be computed ({status})"));
                _pool.Reset(job.Sequence!);
                End(job);
            }
        }
    }

    private void End(GenerationJob job)
    {
        _running.Remove(job);
        if (job.Detach() is { } sequence)
        {
            _bySequence[sequence.Id] = null;
            HoldAnswer(job, sequence);
            _pool.Release(sequence);
        }
    }

    // Here and not token by token: until the sequence is free, nobody can come to continue it.
    private void HoldAnswer(GenerationJob job, KvSequence sequence)
    {
        sequence.Held.Set(job.Prefix, sequence.Length);
        if (sequence.Length > job.PromptLength)
        {
            job.Prefix.AppendAnswer(sequence, job.FinalBytes, _vocabulary);
        }
    }

    private void Dequeue()
    {
        _waiting.Dequeue();
        Counters.OnDequeued();
    }

    private long PromptTokensLeft()
    {
        long left = 0;
        foreach (GenerationJob job in _running)
        {
            left += job.InputLeft;
        }

        foreach (GenerationJob job in _waiting)
        {
            left += job.Input.Length;
        }

        return left;
    }

    private int CountPaused()
    {
        int paused = 0;
        foreach (GenerationJob job in _running)
        {
            paused += job.ReaderKeepsUp ? 0 : 1;
        }

        return paused;
    }

    private bool IsExpired(GenerationJob job) => job.Deadline is { } deadline && _time.GetTimestamp() >= deadline;

    private static RequestException DeadlineError() =>
        new(ErrorCode.DeadlineExceeded, "the deadline passed before the answer was complete");

    [LoggerMessage(3010, LogLevel.Error, "a batch failed with {Status}: {Reason}")]
    private static partial void LogDecodeFailed(ILogger logger, DecodeStatus status, string reason);
}
