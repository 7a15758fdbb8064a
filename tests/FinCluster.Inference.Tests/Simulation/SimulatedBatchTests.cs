using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Simulation;

/// <summary>Steps the scheduler by hand over a simulated context, on a clock on which nobody waits.</summary>
public sealed class SimulatedBatchTests : IDisposable
{
    private const int PromptTokens = 40;
    private const int AnswerTokens = 30;

    private static readonly SimulatedEngineOptions Options = new()
    {
        ModelName = "simulated",
        ContextLength = 256,
        StepTime = TimeSpan.FromMilliseconds(10),
        PrefillTokenTime = TimeSpan.FromMilliseconds(1),
        DecodeTokenTime = TimeSpan.FromMilliseconds(2),
        ContextTokenTime = TimeSpan.FromTicks(100),
    };

    private readonly ForwardTimeProvider _time = new();
    private readonly List<IDisposable> _disposables = [];

    [Fact]
    public void Step_OneStream_TakesWhatTheCostModelSays()
    {
        (ContinuousBatcher batcher, GenerationJobFactory jobs) = Create(Options);
        Submit(batcher, jobs, "的");

        Run(batcher);

        // The prompt's step gives the first token. Then each token is a step that looks at all before it.
        TimeSpan expected = Options.TimeOf(PromptTokens, 0, Sum(0, PromptTokens));
        for (int i = 1; i < AnswerTokens; i++)
        {
            expected += Options.TimeOf(0, 1, PromptTokens + i - 1);
        }

        Assert.Equal(AnswerTokens, batcher.Counters.DecodeCalls);
        Assert.Equal(expected, _time.Elapsed);
        Assert.Equal(expected, _time.GetElapsedTime(0, batcher.Counters.DecodeTicks));
    }

    [Fact]
    public void Step_SixteenStreams_ShareTheStepsAndTakeWhatTheCostModelSays()
    {
        (ContinuousBatcher batcher, GenerationJobFactory jobs) = Create(Options with { BatchTokens = 1_024 });
        for (int i = 0; i < 16; i++)
        {
            Submit(batcher, jobs, SimulatedVocabulary.Alphabet[i..(i + 1)]);
        }

        Run(batcher);

        TimeSpan expected = Options.TimeOf(16 * PromptTokens, 0, 16 * Sum(0, PromptTokens));
        for (int i = 1; i < AnswerTokens; i++)
        {
            expected += Options.TimeOf(0, 16, 16 * (PromptTokens + i - 1));
        }

        Assert.Equal((AnswerTokens, 16 * AnswerTokens), (batcher.Counters.DecodeCalls, batcher.Counters.Generated));
        Assert.Equal(expected, _time.Elapsed);
    }

    [Fact]
    public void Step_SlowEngine_TakesTheFactor()
    {
        (ContinuousBatcher batcher, GenerationJobFactory jobs) = Create(Options);
        Submit(batcher, jobs, "的");
        Run(batcher);
        TimeSpan normal = _time.Elapsed;

        (batcher, jobs) = Create(Options with { Faults = new SimulatedFaults { Slowdown = 3 } });
        Submit(batcher, jobs, "的");
        Run(batcher);

        Assert.Equal(3 * normal, _time.Elapsed - normal);
    }

    [Fact]
    public void Step_StepsOfHalfAMillisecond_TakeTheirTimeTogether()
    {
        (ContinuousBatcher batcher, GenerationJobFactory jobs) = Create(Options with
        {
            StepTime = TimeSpan.Zero,
            PrefillTokenTime = TimeSpan.Zero,
            DecodeTokenTime = TimeSpan.FromMilliseconds(0.4),
            ContextTokenTime = TimeSpan.Zero,
        });
        Submit(batcher, jobs, "的");

        Run(batcher);

        // 29 tokens of 0.4 ms; up to a millisecond of it is still owed.
        Assert.InRange(_time.Elapsed.TotalMilliseconds, 10.6, 11.6);
    }

    public void Dispose() => _disposables.ForEach(disposable => disposable.Dispose());

    private static long Sum(int first, int count) => Enumerable.Range(first, count).Sum(value => (long)value);

    private (ContinuousBatcher Batcher, GenerationJobFactory Jobs) Create(SimulatedEngineOptions options)
    {
        var model = new SimulatedModel(options.MeanAnswerTokens);
        var context = new SimulatedContext(model, options, _time);
        _disposables.Add(context);
        return (
            new ContinuousBatcher(context, model.Vocabulary, options.PrefillChunkTokens, _time, NullLogger.Instance),
            new GenerationJobFactory(model, options.ContextLength, _time));
    }

    private static void Submit(ContinuousBatcher batcher, GenerationJobFactory jobs, string text)
    {
        var request = new GenerationRequest
        {
            RequestId = "test",
            Model = "simulated",
            Prompt = new TextPrompt(text.PadRight(PromptTokens, '.')),
            Stop = new StopConditions { MaxTokens = AnswerTokens, IgnoreEndOfSequence = true },
        };
        batcher.Enqueue(jobs.Create(request).Job);
        batcher.Counters.TryEnqueue(limit: 100);
    }

    // Nobody reads: the answers are shorter than what a reader may leave unread.
    private static void Run(ContinuousBatcher batcher)
    {
        while (batcher.Step())
        {
        }

        Assert.True(batcher.IsEmpty);
    }
}
