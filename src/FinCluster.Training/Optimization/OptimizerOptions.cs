namespace FinCluster.Training.Optimization;

/// <summary>How fast a model learns.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Gets the highest learning rate of the layers' matrices (Muon).</summary>
    public float MatrixRate { get; init; } = 0.015f;

    /// <summary>Gets the highest learning rate of token vectors, output and norms (AdamW).</summary>
    public float VectorRate { get; init; } = 3e-3f;

    /// <summary>Gets the weight decay of the layers' matrices.</summary>
    public float MatrixDecay { get; init; } = 0.02f;

    /// <summary>Gets the longest gradient; longer ones are scaled down.</summary>
    public float MaxGradientNorm { get; init; } = 1f;

    /// <summary>Gets the steps over which the learning rates rise to their highest.</summary>
    public int WarmUpSteps { get; init; } = 10;

    /// <summary>Gets the part of the highest learning rates at a step: a rise, then a straight fall to a hundredth.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="steps">The number of steps of the whole training.</param>
    public float Schedule(int step, int steps)
    {
        float rise = Math.Min(1f, (float)step / Math.Max(1, WarmUpSteps));
        float fall = 1f - ((float)(step - 1) / Math.Max(1, steps));
        return Math.Max(0.01f, Math.Min(rise, fall));
    }
}
