using System.Numerics.Tensors;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Model;

/// <summary>Attention of each position to itself and those before it, conversation by conversation.</summary>
internal sealed class CausalAttention(LlamaShape shape, MatrixProduct product)
{
    private readonly int _width = shape.Width;
    private readonly int _head = shape.HeadWidth;
    private readonly float _scale = 1f / MathF.Sqrt(shape.HeadWidth);
    private float[] _gradients = [];

    /// <summary>Counts the attention weights of a batch.</summary>
    public static int WeightCount(PackedBatch batch, int heads) => batch.Segments.Sum(segment => segment.Length * segment.Length) * heads;

    /// <summary>Computes the output and keeps the attention weights for the way back.</summary>
    public void Forward(PackedBatch batch, LayerTape tape)
    {
        int offset = 0;
        foreach ((int start, int length) in batch.Segments)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                int first = (start * _width) + (head * _head);
                Span<float> weights = tape.Weights.AsSpan(offset, length * length);
                product.Multiply(View(tape.Query, first, length), View(tape.Key, first, length).Transposed, weights, length);
                for (int row = 0; row < length; row++)
                {
                    Span<float> seen = weights.Slice(row * length, row + 1);
                    TensorPrimitives.Multiply(seen, _scale, seen);
                    TensorPrimitives.SoftMax(seen, seen);
                    weights.Slice((row * length) + row + 1, length - row - 1).Clear();
                }

                product.Multiply(
                    new MatrixView(weights, length, length), View(tape.Value, first, length), tape.Attended.AsSpan(first), _width);
                offset += weights.Length;
            }
        }
    }

    /// <summary>Computes the gradients of queries, keys and values from that of the output.</summary>
    public void Backward(
        PackedBatch batch, LayerTape tape, float[] attended, float[] query, float[] key, float[] value)
    {
        int offset = 0;
        foreach ((int start, int length) in batch.Segments)
        {
            if (_gradients.Length < length * length)
            {
                _gradients = new float[length * length];
            }

            for (int head = 0; head < shape.Heads; head++)
            {
                int first = (start * _width) + (head * _head);
                ReadOnlySpan<float> weights = tape.Weights.AsSpan(offset, length * length);
                Span<float> scores = _gradients.AsSpan(0, length * length);
                MatrixView output = View(attended, first, length);
                product.Multiply(output, View(tape.Value, first, length).Transposed, scores, length);
                product.Multiply(new MatrixView(weights, length, length).Transposed, output, value.AsSpan(first), _width);
                ThroughSoftMax(weights, scores, length);
                var gradient = new MatrixView(scores, length, length);
                product.Multiply(gradient, View(tape.Key, first, length), query.AsSpan(first), _width);
                product.Multiply(gradient.Transposed, View(tape.Query, first, length), key.AsSpan(first), _width);
                offset += weights.Length;
            }
        }
    }

    private void ThroughSoftMax(ReadOnlySpan<float> weights, Span<float> gradients, int length)
    {
        for (int row = 0; row < length; row++)
        {
            ReadOnlySpan<float> seen = weights.Slice(row * length, row + 1);
            Span<float> gradient = gradients.Slice(row * length, row + 1);
            float mean = TensorPrimitives.Dot(seen, gradient);
            TensorPrimitives.Subtract(gradient, mean, gradient);
            TensorPrimitives.Multiply(gradient, seen, gradient);
            TensorPrimitives.Multiply(gradient, _scale, gradient);
            gradients.Slice((row * length) + row + 1, length - row - 1).Clear();
        }
    }

    private MatrixView View(float[] vectors, int first, int length) => new(vectors.AsSpan(first), length, _head, _width, 1);
}
