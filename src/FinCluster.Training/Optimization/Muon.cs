using System.Numerics.Tensors;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Optimization;

/// <summary>Muon: steps by the orthogonal matrix nearest to the running mean of the gradient. Not thread-safe.</summary>
/// <remarks>Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024.</remarks>
internal sealed class Muon
{
    private const float Momentum = 0.95f;
    private const int Iterations = 5;

    // A polynomial whose repeated application brings all singular values near one.
    private const float Linear = 3.4445f;
    private const float Cubic = -4.7750f;
    private const float Quintic = 2.0315f;

    private readonly MatrixProduct _product = new();
    private float[] _matrix = [];
    private float[] _next = [];
    private float[] _square = [];
    private float[] _polynomial = [];

    /// <summary>Moves a matrix by one step.</summary>
    /// <param name="parameters">The matrix, row by row.</param>
    /// <param name="gradients">Its gradient.</param>
    /// <param name="momentum">The running mean, kept from step to step.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">What share of its value times the rate a parameter loses.</param>
    public void Step(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> momentum, int rows, int columns, float rate, float decay)
    {
        Model.Buffers.Grow(ref _matrix, parameters.Length);
        Span<float> update = _matrix.AsSpan(0, parameters.Length);
        TensorPrimitives.Multiply(momentum, Momentum, momentum);
        TensorPrimitives.MultiplyAdd(gradients, 1f - Momentum, momentum, momentum);

        // Nesterov: the mean as it would be if the same gradient came once more.
        TensorPrimitives.Multiply(momentum, Momentum, update);
        TensorPrimitives.MultiplyAdd(gradients, 1f - Momentum, update, update);
        Orthogonalize(rows, columns);
        float scale = rate * MathF.Sqrt(MathF.Max(1f, (float)rows / columns));
        TensorPrimitives.Multiply(parameters, 1f - (rate * decay), parameters);
        TensorPrimitives.MultiplyAdd(_matrix.AsSpan(0, parameters.Length), -scale, parameters, parameters);
    }

    private void Orthogonalize(int rows, int columns)
    {
        int length = rows * columns;
        int small = Math.Min(rows, columns);
        Model.Buffers.Grow(ref _next, length);
        Model.Buffers.Grow(ref _square, small * small);
        Model.Buffers.Grow(ref _polynomial, small * small);
        Span<float> matrix = _matrix.AsSpan(0, length);
        TensorPrimitives.Multiply(matrix, 1f / (TensorPrimitives.Norm<float>(matrix) + 1e-7f), matrix);
        Span<float> square = _square.AsSpan(0, small * small);
        Span<float> polynomial = _polynomial.AsSpan(0, small * small);
        for (int i = 0; i < Iterations; i++)
        {
            var x = new MatrixView(_matrix, rows, columns);
            MatrixView wide = rows <= columns ? x : x.Transposed;
            _product.Multiply(wide, wide.Transposed, square, small);
            var squareView = new MatrixView(square, small, small);
            _product.Multiply(squareView, squareView, polynomial, small);
            TensorPrimitives.Multiply(polynomial, Quintic, polynomial);
            TensorPrimitives.MultiplyAdd(square, Cubic, polynomial, polynomial);
            var polynomialView = new MatrixView(polynomial, small, small);
            if (rows <= columns)
            {
                _product.Multiply(polynomialView, x, _next, columns);
            }
            else
            {
                _product.Multiply(x, polynomialView, _next, columns);
            }

            TensorPrimitives.MultiplyAdd(_matrix.AsSpan(0, length), Linear, _next.AsSpan(0, length), _next.AsSpan(0, length));
            (_matrix, _next) = (_next, _matrix);
        }
    }
}
