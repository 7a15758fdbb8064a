using FinCluster.Training.Model;
using FinCluster.Training.Optimization;

namespace FinCluster.Training.Runs;

/// <summary>Everything that decides the result of a training, besides the corpus and where it starts from.</summary>
public sealed record TrainingPlan
{
    /// <summary>Gets the sizes of the model.</summary>
    public required LlamaShape Shape { get; init; }

    /// <summary>Gets the number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Gets how many batches make a step; as many threads can compute.</summary>
    public int Parts { get; init; } = 2;

    /// <summary>Gets about how many tokens a batch has.</summary>
    public int TokensPerPart { get; init; } = 2048;

    /// <summary>Gets how fast it learns.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Gets the number from which all draws follow.</summary>
    public int Seed { get; init; } = 1;
}
