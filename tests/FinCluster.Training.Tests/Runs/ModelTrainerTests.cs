using FinCluster.Testing;
using FinCluster.Training.Corpora;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Tests.Runs;

public sealed class ModelTrainerTests : IDisposable
{
    private readonly SmallCorpus _corpus = new();
    private readonly TemporaryFolder _output = new();

    [Fact]
    public void Run_SmallCorpus_IsLearned()
    {
        var losses = new ProgressLog();

        TrainingResult result = Train(Options("a.gguf", steps: 40), losses);

        Assert.Equal((40, 250_016), (result.Steps, result.Parameters));
        Assert.InRange(losses.All[0].Loss, 7.5, 8.8);
        Assert.InRange(losses.All[^1].Loss, 0, 6.5);
    }

    [Fact]
    public void Run_MoreThreads_GiveTheSameModel()
    {
        Train(Options("one.gguf", steps: 4));
        Train(Options("two.gguf", steps: 4) with { Threads = 2 });

        Assert.Equal(File.ReadAllBytes(_output.File("one.gguf")), File.ReadAllBytes(_output.File("two.gguf")));
    }

    [Fact]
    public void Run_AnotherSeed_GivesAnotherModel()
    {
        Train(Options("one.gguf", steps: 2));
        Train(Options("two.gguf", steps: 2) with { Seed = 2 });

        Assert.NotEqual(File.ReadAllBytes(_output.File("one.gguf")), File.ReadAllBytes(_output.File("two.gguf")));
    }

    [Fact]
    public void Run_InterruptedAndResumed_EndsWhereItWouldHaveEnded()
    {
        var straight = new ProgressLog();
        Train(Options("straight.gguf", steps: 9), straight);
        TrainingOptions options = Options("resumed.gguf", steps: 9) with { CheckpointFolder = _output.File("checkpoints") };
        using var cancel = new CancellationTokenSource();
        var first = new ProgressLog(step =>
        {
            if (step == 4)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => new ModelTrainer(options, TimeProvider.System).Run(first, cancel.Token));
        Assert.False(File.Exists(options.OutputPath));

        var second = new ProgressLog();
        Train(options with { Resume = true, Steps = null }, second);

        Assert.Equal(straight.All.Select(made => (made.Step, made.Loss)), first.All.Concat(second.All).Select(made => (made.Step, made.Loss)));
        Assert.Equal(straight.All[^1].MeanLoss, second.All[^1].MeanLoss, 1e-5);
        Assert.Equal(File.ReadAllBytes(_output.File("straight.gguf")), File.ReadAllBytes(options.OutputPath));
    }

    [Fact]
    public void Run_ResumedWithWhatDoesNotMatch_IsRefused()
    {
        TrainingOptions options = Options("a.gguf", steps: 2) with { CheckpointFolder = _output.File("checkpoints") };
        Train(options);
        TrainingOptions resumed = options with { Resume = true };

        Assert.Contains("the seed 1", Refused(resumed with { Seed = 7 }), StringComparison.Ordinal);
        Assert.Contains("other sizes", Refused(resumed with { Preset = "edge" }), StringComparison.Ordinal);
        Assert.Contains("checkpoint folder", Refused(resumed with { CheckpointFolder = null }), StringComparison.Ordinal);
        _corpus.Write("facts.en.txt", "What is a stock?=>A stock is a share.");
        Assert.Contains("another corpus", Refused(resumed), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OtherCorpora_AreLearnedTooAndAPartOfTheCheckpoint()
    {
        using var other = new SmallCorpus();
        other.Write("facts.zh.txt", "什么是保单？=>保单是保险合同的凭证。");
        other.Write("facts.en.txt", "What is a policy?=>A policy is a contract.");
        TrainingOptions alone = Options("alone.gguf", steps: 2);
        TrainingOptions both = alone with
        {
            OutputPath = _output.File("both.gguf"), CheckpointFolder = _output.File("checkpoints"), Also = new AlsoCorpora([other.Path], 0.5),
        };

        Train(alone);
        Train(both);

        Assert.NotEqual(File.ReadAllBytes(alone.OutputPath), File.ReadAllBytes(both.OutputPath));
        Assert.Contains("another corpus", Refused(both with { Resume = true, Also = null }), StringComparison.Ordinal);
        other.Write("facts.en.txt", "What is a claim?=>A claim asks for payment.");
        Assert.Contains("another corpus", Refused(both with { Resume = true }), StringComparison.Ordinal);
        Assert.Contains(
            "does not exist", Refused(both with { Also = new AlsoCorpora([_output.File("none")], 0.5) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Duration_SettlesTheNumberOfSteps()
    {
        var log = new ProgressLog();

        TrainingResult result = Train(Options("a.gguf", steps: null) with { Duration = TimeSpan.FromTicks(1) }, log);

        // No time is left when the speed is known, after four steps to warm up and eight to measure.
        Assert.Equal(12, result.Steps);
    }

    [Fact]
    public void Run_Plot_IsAPicture()
    {
        Train(Options("a.gguf", steps: 3) with { PlotPath = _output.File("loss.svg") });

        var picture = System.Xml.Linq.XDocument.Load(_output.File("loss.svg"));
        Assert.Equal("svg", picture.Root!.Name.LocalName);
        Assert.Equal(2, picture.Root.Elements().Count(element => element.Name.LocalName == "polyline"));
    }

    [Fact]
    public void Run_ModelOfOtherSizes_IsRefused() => Assert.Contains(
        "other sizes", Refused(Options("a.gguf", steps: 1) with { FromPath = RepositoryPaths.StarterModel }), StringComparison.Ordinal);

    [Fact]
    public void Run_NoCorpus_IsRefused() => Assert.Contains(
        "does not exist", Refused(Options("a.gguf", steps: 1) with { CorpusFolder = _output.File("none") }), StringComparison.Ordinal);

    public void Dispose()
    {
        _corpus.Dispose();
        _output.Dispose();
    }

    private static TrainingResult Train(TrainingOptions options, ProgressLog? log = null) =>
        new ModelTrainer(options, TimeProvider.System).Run(log, TestTimeouts.Token);

    private static string Refused(TrainingOptions options) => Assert.Throws<TrainingException>(() => Train(options)).Message;

    private TrainingOptions Options(string output, int? steps) => new()
    {
        CorpusFolder = _corpus.Path,
        Preset = "tiny",
        VocabularyPath = RepositoryPaths.StarterModel,
        OutputPath = _output.File(output),
        Steps = steps,
        TokensPerStep = 400,
    };

    private sealed class ProgressLog(Action<int>? afterStep = null) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value)
        {
            All.Add(value);
            afterStep?.Invoke(value.Step);
        }
    }
}
