using FinCluster.Training.Corpora;
using FinCluster.Training.Gguf;
using FinCluster.Training.Optimization;

namespace FinCluster.Training.Runs;

/// <summary>What a training is asked to do.</summary>
public sealed record TrainingOptions
{
    /// <summary>Gets the folder with the authored texts.</summary>
    public required string CorpusFolder { get; init; }

    /// <summary>Gets other corpora whose questions are learned too; null for none.</summary>
    public AlsoCorpora? Also { get; init; }

    /// <summary>Gets the folder with questions that must not be trained on; null for none.</summary>
    public string? HeldOutFolder { get; init; }

    /// <summary>Gets the name of the preset that gives the model its sizes.</summary>
    public required string Preset { get; init; }

    /// <summary>Gets the model whose weights are the beginning; null to begin from nothing.</summary>
    public string? FromPath { get; init; }

    /// <summary>Gets the model whose vocabulary is taken when <see cref="FromPath"/> is null.</summary>
    public required string VocabularyPath { get; init; }

    /// <summary>Gets the file to write.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Gets how matrices are stored in it.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Q8;

    /// <summary>Gets the number of steps; null to fill <see cref="Duration"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>Gets how long to train when <see cref="Steps"/> is null; the number of steps is settled after the first few.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Gets about how many tokens a step reads.</summary>
    public int TokensPerStep { get; init; } = 4096;

    /// <summary>Gets how fast the model learns.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Gets the threads that compute.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Gets the number from which all draws follow.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the folder for checkpoints; null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets a value indicating whether to go on from the checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>Gets the picture of the losses to write; null for none.</summary>
    public string? PlotPath { get; init; }
}
