using FinCluster.Inference.Models;
using FinCluster.Training.Corpora;
using FinCluster.Training.Data;
using FinCluster.Training.Gguf;
using FinCluster.Training.Model;
using FinCluster.Training.Optimization;

namespace FinCluster.Training.Runs;

/// <summary>Makes a model file from a corpus.</summary>
/// <param name="options">What is asked.</param>
/// <param name="time">The clock.</param>
public sealed class ModelTrainer(TrainingOptions options, TimeProvider time)
{
    // The first steps compile, so the speed is that of the steps after them.
    private const int StepsToWarmUp = 4;
    private const int StepsToMeasure = 8;

    private TrainingProgress? _warm;

    /// <summary>The name of the checkpoint in its folder.</summary>
    public const string CheckpointFile = "training.checkpoint";

    /// <summary>Trains and writes the model. Blocks the calling thread.</summary>
    /// <param name="progress">Told after each step; null for nobody.</param>
    /// <param name="cancellationToken">Ends the training after the step in progress; a checkpoint is then written.</param>
    /// <exception cref="TrainingException">It cannot be done as asked.</exception>
    /// <exception cref="ModelFileException">A model file cannot be read.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        GgufFile vocabulary = GgufFile.Read(options.FromPath ?? options.VocabularyPath);
        (LlamaShape shape, ConversationSource source) = Prepare(vocabulary);
        TrainingRun run = options.Resume ? Resume(source, shape) : Start(source, shape, vocabulary);
        long started = time.GetTimestamp();
        long saved = started;
        try
        {
            run.Run(
                made =>
                {
                    Settle(run, made);
                    progress?.Report(made with { Steps = run.Plan.Steps });
                    if (time.GetElapsedTime(saved) >= options.CheckpointInterval)
                    {
                        Save(run, source);
                        saved = time.GetTimestamp();
                    }
                },
                cancellationToken);
        }
        finally
        {
            Save(run, source);
        }

        string name = $"FinLite {options.Preset}";
        ModelWriter.Write(options.OutputPath, name, run.Layout, run.State.Parameters, vocabulary, options.Format);
        return new TrainingResult(
            options.OutputPath, run.Layout.Length, run.Plan.Steps, run.TokensRead, TrainingRun.MeanOf(run.Losses),
            time.GetElapsedTime(started));
    }

    private static TrainingException Conflict(string what) =>
        new($"the checkpoint is of a training with {what}; continue with the same options, or start anew without --resume");

    private (LlamaShape Shape, ConversationSource Source) Prepare(GgufFile vocabulary)
    {
        LlamaShape shape = TrainingPresets.Find(options.Preset, vocabulary.VocabularySize)
            ?? throw new TrainingException($"there is no preset '{options.Preset}'; there are {string.Join(", ", TrainingPresets.Names)}");
        HeldOutQuestions heldOut = options.HeldOutFolder is { } folder ? HeldOutQuestions.Read(folder) : HeldOutQuestions.None;
        var encoder = new ChatEncoder(new SentencePieceTokenizer(vocabulary));
        return (shape, ConversationSource.Open(
            options.CorpusFolder, heldOut, encoder, shape.Context, options.Seed, options.Preset, options.Also));
    }

    private TrainingRun Start(ConversationSource source, LlamaShape shape, GgufFile vocabulary)
    {
        var layout = new ParameterLayout(shape);
        float[] parameters;
        if (options.FromPath is null)
        {
            parameters = ParameterSeeds.Draw(layout, options.Seed);
        }
        else if (ModelWeights.ReadShape(vocabulary) == shape)
        {
            parameters = ModelWeights.Read(vocabulary, layout);
        }
        else
        {
            throw new TrainingException($"{options.FromPath} has other sizes than the preset '{options.Preset}'");
        }

        var plan = new TrainingPlan
        {
            Shape = shape,
            Steps = options.Steps ?? int.MaxValue,
            TokensPerPart = Math.Max(1, options.TokensPerStep / 2),
            Optimizer = options.Optimizer,
            Seed = options.Seed,
        };
        return new TrainingRun(plan, new OptimizerState(parameters), [], source, options.Threads, time);
    }

    private TrainingRun Resume(ConversationSource source, LlamaShape shape)
    {
        string folder = options.CheckpointFolder ?? throw new TrainingException("without a checkpoint folder there is nothing to resume");
        Checkpoint checkpoint = Checkpoint.Load(Path.Combine(folder, CheckpointFile));
        TrainingPlan plan = checkpoint.Plan;
        if (plan.Shape != shape)
        {
            throw Conflict("other sizes of the model");
        }

        if (plan.Seed != options.Seed)
        {
            throw Conflict($"the seed {plan.Seed}");
        }

        if (checkpoint.Source != source.Fingerprint)
        {
            throw Conflict("another corpus, or its files have changed");
        }

        // Whoever names another number of steps wants a longer or a shorter training, and its learning rates.
        plan = options.Steps is { } steps ? plan with { Steps = steps } : plan;
        return new TrainingRun(plan, checkpoint.State, checkpoint.Losses, source, options.Threads, time);
    }

    /// <summary>Settles the number of steps when only a duration was given and the speed is known.</summary>
    private void Settle(TrainingRun run, TrainingProgress made)
    {
        if (run.Plan.Steps != int.MaxValue)
        {
            return;
        }

        if (run.MadeSteps == StepsToWarmUp)
        {
            _warm = made;
        }
        else if (_warm is not null && run.MadeSteps >= StepsToWarmUp + StepsToMeasure)
        {
            TimeSpan each = (made.Elapsed - _warm.Elapsed) / (made.Step - _warm.Step);
            double left = Math.Max(0, (options.Duration - made.Elapsed) / each);
            run.Plan = run.Plan with { Steps = made.Step + (int)Math.Min(left, int.MaxValue / 2) };
        }
    }

    private void Save(TrainingRun run, ConversationSource source)
    {
        if (options.CheckpointFolder is { } folder)
        {
            new Checkpoint(run.Plan, source.Fingerprint, run.Losses, run.State).Save(Path.Combine(folder, CheckpointFile));
        }

        if (options.PlotPath is { } plot)
        {
            AtomicFile.Write(plot, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(
                LossPlot.Draw($"FinLite {options.Preset}: {run.State.Step} steps", run.Losses))));
        }
    }
}
