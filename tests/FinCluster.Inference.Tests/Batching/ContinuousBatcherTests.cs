using FinCluster.Core.Errors;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Tests.Models;
using FinCluster.Inference.Native;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Batching;

/// <summary>Steps the batcher by hand over a context with one sequence, so that the second job always waits.</summary>
public sealed class ContinuousBatcherTests : IClassFixture<VocabularyFixture>, IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly LlamaContext _context;
    private readonly ContinuousBatcher _batcher;
    private readonly TestJobs _jobs;

    public ContinuousBatcherTests(VocabularyFixture model)
    {
        _jobs = new TestJobs(model.Vocabulary);
        _context = LlamaContext.ForGeneration(model.Model, sequences: 1, sequenceTokens: 256, batchTokens: 64, threads: 1, LlamaFlashAttention.Disabled);
        _batcher = new ContinuousBatcher(_context, model.Vocabulary, prefillChunkTokens: 16, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task Step_OneJob_ReadsItsPromptDrawsItsTokensAndEnds()
    {
        GenerationJob job = Submit(_jobs.Waiting(promptTokens: 100, maxTokens: 3));

        // 100 tokens are two batches of 64; the second one already gives the first token.
        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(_ => _batcher.Step()));
        Assert.True(_batcher.IsEmpty);
        StepKind[] kinds = [.. (await ReadAllAsync(job)).Select(step => step.Kind)];
        Assert.Equal([StepKind.Started, StepKind.Token, StepKind.Token, StepKind.Token, StepKind.Finished], kinds);
        Assert.Equal((100, 3, 4), (_batcher.Counters.Prefilled, _batcher.Counters.Generated, _batcher.Counters.DecodeCalls));
        Assert.Equal((0, 0, 102), (_batcher.Counters.Running, _batcher.Counters.Queued, _batcher.Counters.CachedCells));
    }

    [Fact]
    public void Step_RunningJobIsCancelled_TheNextOneTakesItsPlaceInTheSameStep()
    {
        GenerationJob running = Submit(_jobs.Waiting(10));
        GenerationJob next = Submit(_jobs.Waiting(10));
        _batcher.Step();
        Assert.Equal((1, 1, 10), (_batcher.Counters.Running, _batcher.Counters.Queued, _batcher.Counters.QueuedPromptTokens));

        running.Cancel();
        _batcher.Step();

        Assert.Null(running.Sequence);
        Assert.NotNull(next.Sequence);
        Assert.Equal((1, 0), (_batcher.Counters.Running, _batcher.Counters.Queued));
    }

    [Fact]
    public void Step_WaitingJobBehindAnotherIsCancelled_FreesItsPlaceInTheQueue()
    {
        Submit(_jobs.Waiting(10));
        GenerationJob patient = Submit(_jobs.Waiting(10));
        GenerationJob gone = Submit(_jobs.Waiting(10));
        _batcher.Step();
        Assert.Equal(2, _batcher.Counters.Queued);

        gone.Cancel();
        _batcher.Step();

        Assert.Equal(1, _batcher.Counters.Queued);
        Assert.True(gone.Steps.Completion.IsCompleted);
        Assert.False(patient.Steps.Completion.IsCompleted);
    }

    [Fact]
    public async Task Step_WaitingJobBehindAnotherIsOutOfTime_FailsAtOnce()
    {
        Submit(_jobs.Waiting(10));
        GenerationJob patient = Submit(_jobs.Waiting(10));
        GenerationJob late = Submit(_jobs.Waiting(10, deadline: _time.TimestampFrequency));
        _batcher.Step();
        Assert.Equal(2, _batcher.Counters.Queued);

        _time.Advance(TimeSpan.FromSeconds(1));
        _batcher.Step();

        Assert.True(late.Steps.Completion.IsFaulted);
        RequestException error = await Assert.ThrowsAsync<RequestException>(() => late.Steps.Completion);
        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
        Assert.False(patient.Steps.Completion.IsCompleted);
        Assert.Equal(1, _batcher.Counters.Queued);
    }

    [Fact]
    public async Task Step_RunningJobIsOutOfTime_FailsBehindWhatItHasWritten()
    {
        GenerationJob job = Submit(_jobs.Waiting(10, deadline: _time.TimestampFrequency));
        _batcher.Step();
        _batcher.Step();

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_batcher.Step());
        Assert.True(_batcher.IsEmpty);
        var kinds = new List<StepKind>();
        RequestException error = await Assert.ThrowsAsync<RequestException>(async () =>
        {
            await foreach (GenerationStep step in job.Steps.ReadAllAsync(TestTimeouts.Token))
            {
                kinds.Add(step.Kind);
            }
        });
        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
        Assert.Equal([StepKind.Started, StepKind.Token, StepKind.Token], kinds);
    }

    [Fact]
    public void Step_ReaderIsBehind_WaitsWithoutComputing()
    {
        GenerationJob job = Submit(_jobs.Waiting(10));
        while (_batcher.Step())
        {
        }

        long calls = _batcher.Counters.DecodeCalls;
        Assert.False(_batcher.Step());
        Assert.False(_batcher.IsEmpty);
        Assert.Equal(calls, _batcher.Counters.DecodeCalls);
        Assert.True(job.Steps.TryRead(out _));
        Assert.True(_batcher.Step());
    }

    [Fact]
    public async Task FailAll_RunningAndWaiting_AllAreTold()
    {
        GenerationJob[] jobs = [Submit(_jobs.Waiting(10)), Submit(_jobs.Waiting(10)), Submit(_jobs.Waiting(10))];
        _batcher.Step();

        _batcher.FailAll(new RequestException(ErrorCode.ShuttingDown, "over"));

        Assert.True(_batcher.IsEmpty);
        Assert.Equal(0, _batcher.Counters.Queued);
        foreach (GenerationJob job in jobs)
        {
            await Assert.ThrowsAsync<RequestException>(() => ReadAllAsync(job));
        }
    }

    public void Dispose() => _context.Dispose();

    private static async Task<List<GenerationStep>> ReadAllAsync(GenerationJob job)
    {
        var steps = new List<GenerationStep>();
        await foreach (GenerationStep step in job.Steps.ReadAllAsync(TestTimeouts.Token))
        {
            steps.Add(step);
        }

        return steps;
    }

    private GenerationJob Submit(GenerationJob job)
    {
        Assert.True(_batcher.Counters.TryEnqueue(limit: 10));
        _batcher.Enqueue(job);
        return job;
    }
}
