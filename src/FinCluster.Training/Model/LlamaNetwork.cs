using System.Numerics.Tensors;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Model;

/// <summary>Computes a LLaMA model forward and its gradients back, on one thread. Not thread-safe.</summary>
internal sealed class LlamaNetwork
{
    private readonly ParameterLayout _layout;
    private readonly LlamaShape _shape;
    private readonly MatrixProduct _product = new();
    private readonly RotaryPositions _positions;
    private readonly CausalAttention _attention;
    private readonly LayerTape[] _tapes;
    private readonly OutputLayer _output;
    private readonly GradientBuffers _work = new();
    private float[] _stream = [];

    /// <summary>Makes the network of a layout; its parameters are given with each call.</summary>
    public LlamaNetwork(ParameterLayout layout)
    {
        _layout = layout;
        _shape = layout.Shape;
        _positions = new RotaryPositions(_shape);
        _attention = new CausalAttention(_shape, _product);
        _output = new OutputLayer(layout, _product);
        _tapes = [.. layout.Layers.Select(_ => new LayerTape())];
    }

    /// <summary>Adds the gradients of a batch.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="batch">What to learn.</param>
    /// <param name="weight">What each learned token counts.</param>
    /// <param name="gradients">Is added to.</param>
    /// <returns>The sum of the losses of all learned tokens, not weighted.</returns>
    public double Learn(ReadOnlySpan<float> parameters, PackedBatch batch, float weight, Span<float> gradients)
    {
        Forward(parameters, batch);
        int wide = batch.Tokens.Count * _shape.Width;
        _work.Resize(_shape, batch.Tokens.Count);
        Span<float> stream = _work.Stream.AsSpan(0, wide);
        stream.Clear();
        double loss = _output.Learn(parameters, batch, _stream, weight, gradients, stream);
        for (int layer = _shape.Layers - 1; layer >= 0; layer--)
        {
            FeedForwardBack(_layout.Layers[layer], _tapes[layer], parameters, stream, gradients);
            AttentionBack(_layout.Layers[layer], _tapes[layer], parameters, batch, stream, gradients);
        }

        Span<float> vectors = _layout.TokenVectors.Of(gradients);
        for (int i = 0; i < batch.Tokens.Count; i++)
        {
            Span<float> vector = vectors.Slice(batch.Tokens[i] * _shape.Width, _shape.Width);
            TensorPrimitives.Add(vector, stream.Slice(i * _shape.Width, _shape.Width), vector);
        }

        return loss;
    }

    /// <summary>Sums up the losses of all learned tokens.</summary>
    public double Loss(ReadOnlySpan<float> parameters, PackedBatch batch)
    {
        Forward(parameters, batch);
        return _output.Loss(parameters, batch, _stream);
    }

    /// <summary>Computes the logits of all <see cref="PackedBatch.Rows"/> of a batch.</summary>
    public float[] Logits(ReadOnlySpan<float> parameters, PackedBatch batch)
    {
        Forward(parameters, batch);
        return _output.Logits(parameters, batch, _stream);
    }

    private void Forward(ReadOnlySpan<float> parameters, PackedBatch batch)
    {
        int tokens = batch.Tokens.Count;
        int weights = CausalAttention.WeightCount(batch, _shape.Heads);
        Buffers.Grow(ref _stream, tokens * _shape.Width);
        ReadOnlySpan<float> vectors = _layout.TokenVectors.Of(parameters);
        for (int i = 0; i < tokens; i++)
        {
            vectors.Slice(batch.Tokens[i] * _shape.Width, _shape.Width).CopyTo(_stream.AsSpan(i * _shape.Width));
        }

        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            _tapes[layer].Resize(_shape, tokens, weights);
            Attend(_layout.Layers[layer], _tapes[layer], parameters, batch);
            FeedForward(_layout.Layers[layer], _tapes[layer], parameters, tokens);
        }
    }

    private void Attend(LayerSlots slots, LayerTape tape, ReadOnlySpan<float> parameters, PackedBatch batch)
    {
        int tokens = batch.Tokens.Count;
        int wide = tokens * _shape.Width;
        _stream.AsSpan(0, wide).CopyTo(tape.Input);
        RmsNorm.Forward(
            tape.Input, slots.AttentionNorm.Of(parameters), _shape.Epsilon, tape.AttentionNormed, tape.AttentionScales.AsSpan(0, tokens));
        Project(tape.AttentionNormed, tokens, slots.Query, parameters, tape.Query);
        Project(tape.AttentionNormed, tokens, slots.Key, parameters, tape.Key);
        Project(tape.AttentionNormed, tokens, slots.Value, parameters, tape.Value);
        Turn(batch, tape.Query, tape.Key, back: false);
        _attention.Forward(batch, tape);
        Project(tape.Attended, tokens, slots.AttentionOutput, parameters, _stream, add: true);
    }

    private void FeedForward(LayerSlots slots, LayerTape tape, ReadOnlySpan<float> parameters, int tokens)
    {
        _stream.AsSpan(0, tokens * _shape.Width).CopyTo(tape.Middle);
        RmsNorm.Forward(
            tape.Middle, slots.FeedForwardNorm.Of(parameters), _shape.Epsilon, tape.FeedForwardNormed,
            tape.FeedForwardScales.AsSpan(0, tokens));
        Project(tape.FeedForwardNormed, tokens, slots.Gate, parameters, tape.Gate);
        Project(tape.FeedForwardNormed, tokens, slots.Up, parameters, tape.Up);
        GatedUnit.Forward(tape, tokens * _shape.FeedForward);
        Project(tape.Activated, tokens, slots.Down, parameters, _stream, add: true);
    }

    private void FeedForwardBack(
        LayerSlots slots, LayerTape tape, ReadOnlySpan<float> parameters, Span<float> stream, Span<float> gradients)
    {
        int tokens = stream.Length / _shape.Width;
        ProjectBack(stream, tape.Activated, tokens, slots.Down, parameters, gradients, _work.Activated);
        GatedUnit.Backward(tape, _work, tokens * _shape.FeedForward);
        ProjectBack(_work.Gate, tape.FeedForwardNormed, tokens, slots.Gate, parameters, gradients, _work.Normed);
        ProjectBack(_work.Up, tape.FeedForwardNormed, tokens, slots.Up, parameters, gradients, _work.Normed, add: true);
        RmsNorm.Backward(
            tape.Middle, slots.FeedForwardNorm.Of(parameters), tape.FeedForwardScales.AsSpan(0, tokens), _work.Normed, stream,
            slots.FeedForwardNorm.Of(gradients));
    }

    private void AttentionBack(
        LayerSlots slots, LayerTape tape, ReadOnlySpan<float> parameters, PackedBatch batch, Span<float> stream, Span<float> gradients)
    {
        int tokens = batch.Tokens.Count;
        ProjectBack(stream, tape.Attended, tokens, slots.AttentionOutput, parameters, gradients, _work.Attended);
        _attention.Backward(batch, tape, _work.Attended, _work.Query, _work.Key, _work.Value);
        Turn(batch, _work.Query, _work.Key, back: true);
        ProjectBack(_work.Query, tape.AttentionNormed, tokens, slots.Query, parameters, gradients, _work.Normed);
        ProjectBack(_work.Key, tape.AttentionNormed, tokens, slots.Key, parameters, gradients, _work.Normed, add: true);
        ProjectBack(_work.Value, tape.AttentionNormed, tokens, slots.Value, parameters, gradients, _work.Normed, add: true);
        RmsNorm.Backward(
            tape.Input, slots.AttentionNorm.Of(parameters), tape.AttentionScales.AsSpan(0, tokens), _work.Normed, stream,
            slots.AttentionNorm.Of(gradients));
    }

    private void Turn(PackedBatch batch, float[] query, float[] key, bool back)
    {
        foreach ((int start, int length) in batch.Segments)
        {
            _positions.Apply(query.AsSpan(start * _shape.Width, length * _shape.Width), back);
            _positions.Apply(key.AsSpan(start * _shape.Width, length * _shape.Width), back);
        }
    }

    private void Project(
        ReadOnlySpan<float> input, int tokens, ParameterSlot slot, ReadOnlySpan<float> parameters, Span<float> output, bool add = false) =>
        _product.Multiply(
            new MatrixView(input, tokens, slot.Columns), new MatrixView(slot.Of(parameters), slot.Rows, slot.Columns).Transposed,
            output, slot.Rows, add);

    private void ProjectBack(
        ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> input, int tokens, ParameterSlot slot, ReadOnlySpan<float> parameters,
        Span<float> gradients, Span<float> inputGradient, bool add = false)
    {
        var gradient = new MatrixView(outputGradient, tokens, slot.Rows);
        _product.Multiply(
            gradient.Transposed, new MatrixView(input, tokens, slot.Columns), slot.Of(gradients), slot.Columns, add: true);
        _product.Multiply(gradient, new MatrixView(slot.Of(parameters), slot.Rows, slot.Columns), inputGradient, slot.Columns, add);
    }
}
