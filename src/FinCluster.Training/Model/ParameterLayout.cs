using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Training.Model;

/// <summary>Puts all tensors of a model into one array. Immutable.</summary>
internal sealed class ParameterLayout
{
    private readonly ImmutableArray<ParameterSlot>.Builder _slots = ImmutableArray.CreateBuilder<ParameterSlot>();

    /// <summary>Lays out a model.</summary>
    public ParameterLayout(LlamaShape shape)
    {
        shape.Check();
        Shape = shape;
        int width = shape.Width;
        TokenVectors = Add("token_embd.weight", shape.Vocabulary, width, ParameterKind.Embedding);
        OutputNorm = Add("output_norm.weight", 1, width, ParameterKind.Norm);
        Output = Add("output.weight", shape.Vocabulary, width, ParameterKind.Embedding);
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(AddLayer)];
        Slots = _slots.ToImmutable();
    }

    /// <summary>Gets the sizes.</summary>
    public LlamaShape Shape { get; }

    /// <summary>Gets all tensors in the order of the array.</summary>
    public ImmutableArray<ParameterSlot> Slots { get; }

    /// <summary>Gets the number of parameters.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the vectors by which tokens enter the model.</summary>
    public ParameterSlot TokenVectors { get; }

    /// <summary>Gets the norm before the output.</summary>
    public ParameterSlot OutputNorm { get; }

    /// <summary>Gets the matrix that rates the tokens.</summary>
    public ParameterSlot Output { get; }

    /// <summary>Gets the tensors of each layer.</summary>
    public ImmutableArray<LayerSlots> Layers { get; }

    private LayerSlots AddLayer(int index)
    {
        (int width, int inner) = (Shape.Width, Shape.FeedForward);
        string prefix = string.Create(CultureInfo.InvariantCulture, $"blk.{index}.");
        ParameterSlot Matrix(string name, int rows, int columns) => Add($"{prefix}{name}.weight", rows, columns, ParameterKind.Matrix);
        ParameterSlot Norm(string name) => Add($"{prefix}{name}.weight", 1, width, ParameterKind.Norm);
        return new LayerSlots(
            Norm("attn_norm"), Matrix("attn_q", width, width), Matrix("attn_k", width, width), Matrix("attn_v", width, width),
            Matrix("attn_output", width, width), Norm("ffn_norm"), Matrix("ffn_gate", inner, width), Matrix("ffn_up", inner, width),
            Matrix("ffn_down", width, inner));
    }

    private ParameterSlot Add(string name, int rows, int columns, ParameterKind kind)
    {
        var slot = new ParameterSlot(name, rows, columns, Length, kind);
        Length = checked(Length + slot.Length);
        _slots.Add(slot);
        return slot;
    }
}

/// <summary>The tensors of a layer.</summary>
internal sealed record LayerSlots(
    ParameterSlot AttentionNorm, ParameterSlot Query, ParameterSlot Key, ParameterSlot Value, ParameterSlot AttentionOutput,
    ParameterSlot FeedForwardNorm, ParameterSlot Gate, ParameterSlot Up, ParameterSlot Down);
