namespace FinCluster.Training.Model;

/// <summary>Gradients of what a layer computes, used again by each layer.</summary>
/// <remarks>They are fields because they are replaced through a reference when they grow.</remarks>
internal sealed class GradientBuffers
{
    public float[] Stream = [];

    public float[] Normed = [];

    public float[] Query = [];

    public float[] Key = [];

    public float[] Value = [];

    public float[] Attended = [];

    public float[] Gate = [];

    public float[] Up = [];

    public float[] Activated = [];

    /// <summary>Makes room for a batch.</summary>
    public void Resize(LlamaShape shape, int tokens)
    {
        int wide = tokens * shape.Width;
        int inner = tokens * shape.FeedForward;
        Buffers.Grow(ref Stream, wide);
        Buffers.Grow(ref Normed, wide);
        Buffers.Grow(ref Query, wide);
        Buffers.Grow(ref Key, wide);
        Buffers.Grow(ref Value, wide);
        Buffers.Grow(ref Attended, wide);
        Buffers.Grow(ref Gate, inner);
        Buffers.Grow(ref Up, inner);
        Buffers.Grow(ref Activated, inner);
    }
}
