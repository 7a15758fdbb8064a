using System.Numerics.Tensors;

namespace FinCluster.Training.Model;

/// <summary>Scales each row to a mean square of one, times learned factors.</summary>
internal static class RmsNorm
{
    /// <summary>Computes the norm of each row and keeps the scale of each for the way back.</summary>
    public static void Forward(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, float epsilon, Span<float> output, Span<float> scales)
    {
        int width = weight.Length;
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> x = input.Slice(row * width, width);
            Span<float> y = output.Slice(row * width, width);
            float scale = 1f / MathF.Sqrt((TensorPrimitives.SumOfSquares(x) / width) + epsilon);
            scales[row] = scale;
            TensorPrimitives.Multiply(x, scale, y);
            TensorPrimitives.Multiply(y, weight, y);
        }
    }

    /// <summary>Adds what the gradient of the output means for the input and for the factors.</summary>
    /// <param name="input">What the norm read.</param>
    /// <param name="weight">Its factors.</param>
    /// <param name="scales">The scales of the rows.</param>
    /// <param name="outputGradient">The gradient of the output; used as working space.</param>
    /// <param name="inputGradient">Is added to.</param>
    /// <param name="weightGradient">Is added to.</param>
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> scales, Span<float> outputGradient,
        Span<float> inputGradient, Span<float> weightGradient)
    {
        int width = weight.Length;
        Span<float> normed = stackalloc float[width];
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> x = input.Slice(row * width, width);
            Span<float> dy = outputGradient.Slice(row * width, width);
            Span<float> dx = inputGradient.Slice(row * width, width);
            TensorPrimitives.Multiply(x, scales[row], normed);
            TensorPrimitives.MultiplyAdd(dy, normed, weightGradient, weightGradient);
            TensorPrimitives.Multiply(dy, weight, dy);
            float along = TensorPrimitives.Dot(dy, normed) / width;
            TensorPrimitives.MultiplyAdd(dy, scales[row], dx, dx);
            TensorPrimitives.MultiplyAdd(normed, -along * scales[row], dx, dx);
        }
    }
}
