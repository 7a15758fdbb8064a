namespace FinCluster.Training.Optimization;

/// <summary>What a training carries from step to step.</summary>
internal sealed class OptimizerState(float[] parameters)
{
    /// <summary>Gets or sets the number of steps that were made.</summary>
    public int Step { get; set; }

    /// <summary>Gets the parameters.</summary>
    public float[] Parameters { get; } = parameters;

    /// <summary>Gets the running means of the gradients.</summary>
    public float[] Means { get; } = new float[parameters.Length];

    /// <summary>Gets the running mean squares of the gradients; unused where the optimizer needs none.</summary>
    public float[] Squares { get; } = new float[parameters.Length];
}
