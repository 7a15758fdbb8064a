using System.Numerics.Tensors;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Model;

/// <summary>The last norm, the rating of the tokens and the loss, only at the places that are learned.</summary>
internal sealed class OutputLayer(ParameterLayout layout, MatrixProduct product)
{
    // The logits of so many places are in memory at a time: 256 × 3,584 floats are 3.5 MiB.
    private const int Chunk = 256;

    private readonly int _width = layout.Shape.Width;
    private readonly int _vocabulary = layout.Shape.Vocabulary;
    private readonly float[] _scales = new float[Chunk];
    private float[] _input = [];
    private float[] _normed = [];
    private float[] _normedGradient = [];
    private float[] _logits = [];
    private float[] _inputGradient = [];

    /// <summary>Adds the gradients of the output and gives those of the stream.</summary>
    /// <returns>The sum of the losses, not weighted.</returns>
    public double Learn(
        ReadOnlySpan<float> parameters, PackedBatch batch, ReadOnlySpan<float> stream, float weight, Span<float> gradients,
        Span<float> streamGradient)
    {
        double loss = 0;
        for (int start = 0; start < batch.Rows.Count; start += Chunk)
        {
            int count = Rate(parameters, batch, stream, start);
            loss += ThroughLoss(batch, start, count, weight);
            var gradient = new MatrixView(_logits, count, _vocabulary);
            product.Multiply(
                gradient.Transposed, new MatrixView(_normed, count, _width), layout.Output.Of(gradients), _width, add: true);
            product.Multiply(gradient, new MatrixView(layout.Output.Of(parameters), _vocabulary, _width), _normedGradient, _width);
            _inputGradient.AsSpan(0, count * _width).Clear();
            RmsNorm.Backward(
                _input, layout.OutputNorm.Of(parameters), _scales.AsSpan(0, count), _normedGradient, _inputGradient,
                layout.OutputNorm.Of(gradients));
            for (int i = 0; i < count; i++)
            {
                _inputGradient.AsSpan(i * _width, _width).CopyTo(streamGradient[(batch.Rows[start + i] * _width)..]);
            }
        }

        return loss;
    }

    /// <summary>Sums up the losses of all learned tokens.</summary>
    public double Loss(ReadOnlySpan<float> parameters, PackedBatch batch, ReadOnlySpan<float> stream)
    {
        double loss = 0;
        for (int start = 0; start < batch.Rows.Count; start += Chunk)
        {
            loss += ThroughLoss(batch, start, Rate(parameters, batch, stream, start), weight: 0);
        }

        return loss;
    }

    /// <summary>Computes the logits at all learned places.</summary>
    public float[] Logits(ReadOnlySpan<float> parameters, PackedBatch batch, ReadOnlySpan<float> stream)
    {
        float[] logits = new float[batch.Rows.Count * _vocabulary];
        for (int start = 0; start < batch.Rows.Count; start += Chunk)
        {
            int count = Rate(parameters, batch, stream, start);
            _logits.AsSpan(0, count * _vocabulary).CopyTo(logits.AsSpan(start * _vocabulary));
        }

        return logits;
    }

    private int Rate(ReadOnlySpan<float> parameters, PackedBatch batch, ReadOnlySpan<float> stream, int start)
    {
        int count = Math.Min(Chunk, batch.Rows.Count - start);
        Buffers.Grow(ref _input, Chunk * _width);
        Buffers.Grow(ref _normed, Chunk * _width);
        Buffers.Grow(ref _normedGradient, Chunk * _width);
        Buffers.Grow(ref _inputGradient, Chunk * _width);
        Buffers.Grow(ref _logits, Chunk * _vocabulary);
        for (int i = 0; i < count; i++)
        {
            stream.Slice(batch.Rows[start + i] * _width, _width).CopyTo(_input.AsSpan(i * _width));
        }

        RmsNorm.Forward(_input, layout.OutputNorm.Of(parameters), layout.Shape.Epsilon, _normed, _scales.AsSpan(0, count));
        product.Multiply(
            new MatrixView(_normed, count, _width), new MatrixView(layout.Output.Of(parameters), _vocabulary, _width).Transposed, _logits,
            _vocabulary);
        return count;
    }

    /// <summary>Replaces the logits by their weighted gradients.</summary>
    private double ThroughLoss(PackedBatch batch, int start, int count, float weight)
    {
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            Span<float> row = _logits.AsSpan(i * _vocabulary, _vocabulary);
            int target = batch.Targets[start + i];
            float max = TensorPrimitives.Max(row);
            float own = row[target] - max;
            TensorPrimitives.Subtract(row, max, row);
            TensorPrimitives.Exp(row, row);
            float sum = TensorPrimitives.Sum(row);
            loss += Math.Log(sum) - own;
            TensorPrimitives.Multiply(row, weight / sum, row);
            row[target] -= weight;
        }

        return loss;
    }
}
