using FinCluster.Training.Model;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Adapters;

/// <summary>The low-rank change of one matrix: scale · up · down.</summary>
internal sealed class AdapterPair
{
    private readonly int _rank;
    private readonly float _scale;

    /// <summary>Makes a pair that changes nothing yet.</summary>
    /// <param name="slot">The matrix.</param>
    /// <param name="rank">The rank of the change.</param>
    /// <param name="alpha">The scale of the change times the rank.</param>
    /// <param name="random">Draws the beginning of <see cref="Down"/>.</param>
    public AdapterPair(ParameterSlot slot, int rank, float alpha, Random random)
    {
        Slot = slot;
        _rank = rank;
        _scale = alpha / rank;
        Down = new AdapterFactor(rank * slot.Columns);
        Up = new AdapterFactor(slot.Rows * rank);
        float width = MathF.Sqrt(3f / slot.Columns);
        foreach (ref float value in Down.Values.AsSpan())
        {
            value = width * ((2f * random.NextSingle()) - 1f);
        }
    }

    /// <summary>Gets the matrix that is changed.</summary>
    public ParameterSlot Slot { get; }

    /// <summary>Gets the factor that reads the input: rank rows of as many elements as the matrix has columns.</summary>
    public AdapterFactor Down { get; }

    /// <summary>Gets the factor that gives the output: as many rows as the matrix has, of rank elements.</summary>
    public AdapterFactor Up { get; }

    private MatrixView DownView => new(Down.Values, _rank, Slot.Columns);

    private MatrixView UpView => new(Up.Values, Slot.Rows, _rank);

    /// <summary>Computes the change.</summary>
    public void ComputeDelta(MatrixProduct product, Span<float> delta)
    {
        product.Multiply(UpView, DownView, delta, Slot.Columns);
        System.Numerics.Tensors.TensorPrimitives.Multiply(delta, _scale, delta);
    }

    /// <summary>Computes the gradients of both factors from that of the matrix.</summary>
    /// <param name="product">Multiplies.</param>
    /// <param name="matrix">The gradient of the matrix.</param>
    public void ComputeGradients(MatrixProduct product, ReadOnlySpan<float> matrix)
    {
        var gradient = new MatrixView(matrix, Slot.Rows, Slot.Columns);
        product.Multiply(gradient, DownView.Transposed, Up.Gradients, _rank);
        product.Multiply(UpView.Transposed, gradient, Down.Gradients, Slot.Columns);
        System.Numerics.Tensors.TensorPrimitives.Multiply(Up.Gradients, _scale, Up.Gradients);
        System.Numerics.Tensors.TensorPrimitives.Multiply(Down.Gradients, _scale, Down.Gradients);
    }
}
