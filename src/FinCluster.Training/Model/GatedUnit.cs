using System.Numerics.Tensors;

namespace FinCluster.Training.Model;

/// <summary>SwiGLU: the gate's x · sigmoid(x) times the other branch.</summary>
internal static class GatedUnit
{
    // Small enough that what one line writes is still in the first-level cache when the next one reads it.
    private const int Chunk = 2048;

    /// <summary>Computes the unit and keeps the sigmoid.</summary>
    public static void Forward(LayerTape tape, int length)
    {
        for (int start = 0; start < length; start += Chunk)
        {
            int count = Math.Min(Chunk, length - start);
            Span<float> sigmoid = tape.Sigmoid.AsSpan(start, count);
            Span<float> output = tape.Activated.AsSpan(start, count);
            ReadOnlySpan<float> gate = tape.Gate.AsSpan(start, count);
            TensorPrimitives.Sigmoid(gate, sigmoid);
            TensorPrimitives.Multiply(gate, sigmoid, output);
            TensorPrimitives.Multiply(output, tape.Up.AsSpan(start, count), output);
        }
    }

    /// <summary>Computes the gradients of both branches from that of the output.</summary>
    public static void Backward(LayerTape tape, GradientBuffers work, int length)
    {
        Span<float> slope = stackalloc float[Chunk];
        for (int start = 0; start < length; start += Chunk)
        {
            int count = Math.Min(Chunk, length - start);
            Span<float> derivative = slope[..count];
            ReadOnlySpan<float> output = work.Activated.AsSpan(start, count);
            ReadOnlySpan<float> gate = tape.Gate.AsSpan(start, count);
            ReadOnlySpan<float> sigmoid = tape.Sigmoid.AsSpan(start, count);
            Span<float> up = work.Up.AsSpan(start, count);
            TensorPrimitives.Multiply(gate, sigmoid, up);
            TensorPrimitives.Multiply(up, output, up);

            // d(x·s)/dx = s · (1 + x · (1 − s))
            TensorPrimitives.Subtract(1f, sigmoid, derivative);
            TensorPrimitives.Multiply(derivative, gate, derivative);
            TensorPrimitives.Add(derivative, 1f, derivative);
            TensorPrimitives.Multiply(derivative, sigmoid, derivative);
            TensorPrimitives.Multiply(derivative, tape.Up.AsSpan(start, count), derivative);
            TensorPrimitives.Multiply(derivative, output, work.Gate.AsSpan(start, count));
        }
    }
}
