using FinCluster.Training.Optimization;

namespace FinCluster.Training.Adapters;

/// <summary>One of the two factors of a change, with what its training carries.</summary>
internal sealed class AdapterFactor(int length)
{
    private readonly float[] _means = new float[length];
    private readonly float[] _squares = new float[length];

    /// <summary>Gets the numbers.</summary>
    public float[] Values { get; } = new float[length];

    /// <summary>Gets their gradients.</summary>
    public float[] Gradients { get; } = new float[length];

    /// <summary>Moves the numbers by one step.</summary>
    public void Step(int step, float rate) => AdamW.Step(Values, Gradients, _means, _squares, step, rate, decay: 0);
}
