namespace FinCluster.Training.Model;

/// <summary>What a layer computed on the way forward and needs on the way back. Its arrays grow and are used again.</summary>
/// <remarks>They are fields because they are replaced through a reference when they grow.</remarks>
internal sealed class LayerTape
{
    /// <summary>What the layer read.</summary>
    public float[] Input = [];

    public float[] AttentionNormed = [];

    public float[] AttentionScales = [];

    public float[] Query = [];

    public float[] Key = [];

    public float[] Value = [];

    /// <summary>For each conversation and head, how much each position attends to each.</summary>
    public float[] Weights = [];

    public float[] Attended = [];

    /// <summary>The stream between attention and feed-forward.</summary>
    public float[] Middle = [];

    public float[] FeedForwardNormed = [];

    public float[] FeedForwardScales = [];

    public float[] Gate = [];

    public float[] Up = [];

    /// <summary>The gate's sigmoid.</summary>
    public float[] Sigmoid = [];

    public float[] Activated = [];

    /// <summary>Makes room for a batch.</summary>
    public void Resize(LlamaShape shape, int tokens, int weights)
    {
        int wide = tokens * shape.Width;
        int inner = tokens * shape.FeedForward;
        Buffers.Grow(ref Input, wide);
        Buffers.Grow(ref AttentionNormed, wide);
        Buffers.Grow(ref AttentionScales, tokens);
        Buffers.Grow(ref Query, wide);
        Buffers.Grow(ref Key, wide);
        Buffers.Grow(ref Value, wide);
        Buffers.Grow(ref Weights, weights);
        Buffers.Grow(ref Attended, wide);
        Buffers.Grow(ref Middle, wide);
        Buffers.Grow(ref FeedForwardNormed, wide);
        Buffers.Grow(ref FeedForwardScales, tokens);
        Buffers.Grow(ref Gate, inner);
        Buffers.Grow(ref Up, inner);
        Buffers.Grow(ref Sigmoid, inner);
        Buffers.Grow(ref Activated, inner);
    }
}
