using System.Threading.Channels;
using FinCluster.Core.Errors;
using FinCluster.Inference.KvCache;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Batching;

/// <summary>The one thread that owns a context. Other threads submit jobs to it, cancel them and wake it.</summary>
internal sealed partial class GenerationLoop : IAsyncDisposable
{
    // How long a loop whose jobs all wait for their readers sleeps before it looks at deadlines again.
    private static readonly TimeSpan IdleCheck = TimeSpan.FromMilliseconds(100);

    private readonly ContinuousBatcher _batcher;
    private readonly ILogger _logger;
    private readonly int _maxQueued;
    private readonly Channel<GenerationJob> _submitted;
    private readonly ManualResetEventSlim _wake = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public GenerationLoop(ContinuousBatcher batcher, int maxQueued, ILogger logger)
    {
        _batcher = batcher;
        _logger = logger;
        _maxQueued = maxQueued;
        _submitted = Channel.CreateBounded<GenerationJob>(
            new BoundedChannelOptions(maxQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Gets the numbers of the loop.</summary>
    public LoopCounters Counters => _batcher.Counters;

    /// <summary>Gets what tells which prefix blocks are held; who joins has to wake the loop.</summary>
    public PrefixFeed Prefixes => _batcher.Prefixes;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "llama-generate" }.Start();

    /// <summary>Queues a job.</summary>
    /// <exception cref="RequestException">The queue is full, or the engine stops.</exception>
    public void Submit(GenerationJob job)
    {
        if (_stopping)
        {
            throw StoppingError();
        }

        if (!Counters.TryEnqueue(_maxQueued))
        {
            throw new RequestException(ErrorCode.Overloaded, $"{_maxQueued} requests wait already");
        }

        if (!_submitted.Writer.TryWrite(job))
        {
            Counters.OnDequeued();
            throw StoppingError();
        }

        Wake();
    }

    /// <summary>Makes the loop look at its jobs again: one was cancelled, or its reader has caught up.</summary>
    public void Wake() => _wake.Set();

    public async ValueTask DisposeAsync()
    {
        // In this order: what the loop takes when it sees the flag is then all there will ever be.
        _submitted.Writer.TryComplete();
        _stopping = true;
        Wake();
        await _ended.Task;
        _wake.Dispose();
    }

    private static RequestException StoppingError() => new(ErrorCode.ShuttingDown, "the engine is shutting down");

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                // Reset before looking, so that a wake-up during the step is not lost.
                _wake.Reset();
                TakeSubmitted();
                if (!_batcher.Step())
                {
                    _wake.Wait(_batcher.IsEmpty ? Timeout.InfiniteTimeSpan : IdleCheck);
                }
            }

            TakeSubmitted();
            _batcher.FailAll(StoppingError());
            _ended.SetResult();
        }
        catch (Exception e)
        {
            // A bug: the state of the context is unknown, so the process ends. Its supervisor starts another one, and the
            // answers go on there.
            LogCrashed(_logger, e);
            throw;
        }
    }

    private void TakeSubmitted()
    {
        while (_submitted.Reader.TryRead(out GenerationJob? job))
        {
            _batcher.Enqueue(job);
        }
    }

    [LoggerMessage(3011, LogLevel.Critical, "the engine's thread has failed")]
    private static partial void LogCrashed(ILogger logger, Exception error);
}
