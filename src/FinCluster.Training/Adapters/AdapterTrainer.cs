using FinCluster.Inference.Models;
using FinCluster.Training.Corpora;
using FinCluster.Training.Data;
using FinCluster.Training.Gguf;
using FinCluster.Training.Model;
using FinCluster.Training.Optimization;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Adapters;

/// <summary>Makes a LoRA adapter of a model from a corpus: both factors of each change are trained, the model stays as it is.</summary>
/// <param name="options">What is asked.</param>
/// <param name="time">The clock.</param>
public sealed class AdapterTrainer(AdapterOptions options, TimeProvider time)
{
    // The parts of a step are added in their order, so more of them than threads keep the result the same on every machine.
    private const int Parts = 2;

    private static readonly OptimizerOptions Schedule = new() { WarmUpSteps = 5 };

    /// <summary>Trains and writes the adapter. Blocks the calling thread.</summary>
    /// <param name="baseHash">The SHA-256 of the model's file, which the adapter carries.</param>
    /// <param name="progress">Told after each step; null for nobody.</param>
    /// <param name="cancellationToken">Ends the training after the step in progress; nothing is written.</param>
    /// <exception cref="TrainingException">It cannot be done as asked.</exception>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    public AdapterResult Run(string baseHash, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        GgufFile model = GgufFile.Read(options.BasePath);
        var layout = new ParameterLayout(ModelWeights.ReadShape(model));
        float[] parameters = ModelWeights.Read(model, layout);
        var adapter = new LowRankAdapter(layout, [.. parameters], options);
        HeldOutQuestions heldOut = options.HeldOutFolder is { } folder ? HeldOutQuestions.Read(folder) : HeldOutQuestions.None;
        var encoder = new ChatEncoder(new SentencePieceTokenizer(model));
        var source = ConversationSource.Open(options.CorpusFolder, heldOut, encoder, layout.Shape.Context, options.Seed);
        long started = time.GetTimestamp();
        double loss = Train(adapter, layout, parameters, source, progress, cancellationToken);
        AdapterChange change = adapter.Measure();
        AdapterWriter.Write(options, Path.GetFileName(Path.GetFullPath(options.CorpusFolder)), adapter, baseHash, change);
        return new AdapterResult(
            options.OutputPath, new FileInfo(options.OutputPath).Length, options.Steps, loss, change, time.GetElapsedTime(started));
    }

    private double Train(
        LowRankAdapter adapter, ParameterLayout layout, float[] parameters, ConversationSource source,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var computer = new GradientComputer(layout, Parts, options.Threads);
        long started = time.GetTimestamp();
        var losses = new List<float>();
        long tokens = 0;
        for (int step = 1; step <= options.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PackedBatch[] batches =
                [.. Enumerable.Range(0, Parts).Select(part => source.Draw(step, part, Math.Max(1, options.TokensPerStep / Parts)))];
            double loss = computer.Compute(parameters, batches);
            adapter.Step(computer.Gradients, step, options.Rate * Schedule.Schedule(step, options.Steps));
            Shorten(adapter);
            adapter.Apply(parameters);
            losses.Add((float)loss);
            tokens += batches.Sum(batch => batch.Tokens.Count);
            TimeSpan elapsed = time.GetElapsedTime(started);
            progress?.Report(new TrainingProgress(
                step, options.Steps, loss, TrainingRun.MeanOf(losses), tokens / Math.Max(elapsed.TotalSeconds, 1e-9), elapsed,
                elapsed / step * (options.Steps - step)));
        }

        return losses.Count > 0 ? TrainingRun.MeanOf(losses) : 0;
    }

    private void Shorten(LowRankAdapter adapter)
    {
        double change = adapter.Measure().OfModel;
        if (!double.IsFinite(change))
        {
            throw new TrainingException("the change is not a number; a lower learning rate may help");
        }

        if (change > options.MaxChange)
        {
            adapter.Scale((float)(options.MaxChange / change));
        }
    }
}
