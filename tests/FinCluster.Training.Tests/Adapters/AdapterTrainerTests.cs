using FinCluster.Inference.Models;
using FinCluster.Testing;
using FinCluster.Training.Adapters;
using FinCluster.Training.Model;
using FinCluster.Training.Numerics;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Tests.Adapters;

public sealed class AdapterTrainerTests : IDisposable
{
    private readonly SmallCorpus _corpus = new();
    private readonly TemporaryFolder _output = new();

    [Fact]
    public void Run_ACorpus_MakesAnAdapterThatFitsItsModel()
    {
        string model = MakeModel();

        AdapterResult result = Make(model, options => options);

        GgufFile adapter = GgufFile.Read(result.Path);
        adapter.CheckFits(GgufFile.Read(model));
        Assert.Equal("abc", adapter.Metadata.FindText("fincluster.base.sha256"));
        Assert.Equal((float)result.Change.OfModel, adapter.Metadata.FindF32("fincluster.parameter_change"));
        Assert.Equal(16f, adapter.Metadata.FindF32("adapter.lora.alpha"));
        Assert.Equal(2 * 7 * 2, adapter.Tensors.Length);
        Assert.InRange(result.Change.OfModel, 1e-4, 0.05001);
        Assert.True(result.Change.OfTargets > result.Change.OfModel);
    }

    [Fact]
    public void Run_Targets_ChangesOnlyThese()
    {
        AdapterResult result = Make(MakeModel(), options => options with { Targets = ["attn_q", "ffn_down"], Rank = 2 });

        Assert.Equal(
            [
                "blk.0.attn_q.weight.lora_a", "blk.0.attn_q.weight.lora_b", "blk.0.ffn_down.weight.lora_a", "blk.0.ffn_down.weight.lora_b",
                "blk.1.attn_q.weight.lora_a", "blk.1.attn_q.weight.lora_b", "blk.1.ffn_down.weight.lora_a", "blk.1.ffn_down.weight.lora_b",
            ],
            GgufFile.Read(result.Path).Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_LongChange_IsShortened()
    {
        AdapterResult result = Make(MakeModel(), options => options with { Rate = 0.5f, MaxChange = 0.01 });

        Assert.InRange(result.Change.OfModel, 0.005, 0.010_01);
    }

    [Theory]
    [InlineData("attn_x")]
    [InlineData("token_embd")]
    public void Run_UnknownTarget_IsRefusedAndWritesNothing(string target)
    {
        string model = MakeModel();

        var error = Assert.Throws<TrainingException>(() => Make(model, options => options with { Targets = [target] }));

        Assert.Contains(target, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_output.File("adapter.gguf")));
    }

    [Fact]
    public void ComputeGradients_AreTheSlopesOfTheChangedMatrix()
    {
        var layout = new ParameterLayout(TinyModel.Shape);
        var network = new LlamaNetwork(layout);
        PackedBatch batch = TinyModel.Batch(TinyModel.Shape, 4, 12, 7);
        float[] parameters = TinyModel.Parameters(layout);
        var adapter = new LowRankAdapter(layout, [.. parameters], Options("", _ => _) with { Rank = 3, Targets = ["ffn_up"] });
        AdapterPair pair = adapter.Pairs[1];
        var random = new Random(5);
        pair.Up.Values.AsSpan().Clear();
        for (int i = 0; i < pair.Up.Values.Length; i++)
        {
            pair.Up.Values[i] = random.NextSingle() - 0.5f;
        }

        double Loss()
        {
            adapter.Apply(parameters);
            return network.Loss(parameters, batch);
        }

        Loss();
        float[] gradients = new float[layout.Length];
        network.Learn(parameters, batch, 1f, gradients);
        pair.ComputeGradients(new MatrixProduct(), pair.Slot.Of(gradients.AsSpan()));
        foreach (AdapterFactor factor in (AdapterFactor[])[pair.Up, pair.Down])
        {
            float[] direction = [.. factor.Values.Select(_ => random.Next(2) == 0 ? -1f : 1f)];
            double actual = direction.Zip(factor.Gradients).Sum(pair => (double)pair.First * pair.Second);
            const float Step = 2e-3f;
            double Along(float step)
            {
                Move(factor, direction, step);
                double loss = Loss();
                Move(factor, direction, -step);
                return loss;
            }

            Assert.Equal((Along(Step) - Along(-Step)) / (2 * Step), actual, tolerance: 0.03 + (0.02 * Math.Abs(actual)));
        }
    }

    public void Dispose()
    {
        _corpus.Dispose();
        _output.Dispose();
    }

    private static void Move(AdapterFactor factor, float[] direction, float step)
    {
        for (int i = 0; i < direction.Length; i++)
        {
            factor.Values[i] += step * direction[i];
        }
    }

    private string MakeModel()
    {
        string path = _output.File("model.gguf");
        new ModelTrainer(
            new TrainingOptions
            {
                CorpusFolder = _corpus.Path, Preset = "tiny", VocabularyPath = RepositoryPaths.StarterModel, OutputPath = path, Steps = 2,
                TokensPerStep = 200,
            },
            TimeProvider.System).Run(null, TestTimeouts.Token);
        return path;
    }

    private AdapterOptions Options(string model, Func<AdapterOptions, AdapterOptions> change) => change(new AdapterOptions
    {
        BasePath = model, CorpusFolder = _corpus.Path, OutputPath = _output.File("adapter.gguf"), Rank = 4, Steps = 5, TokensPerStep = 200,
    });

    private AdapterResult Make(string model, Func<AdapterOptions, AdapterOptions> change) =>
        new AdapterTrainer(Options(model, change), TimeProvider.System).Run("abc", null, TestTimeouts.Token);
}
