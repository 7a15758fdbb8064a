using FinCluster.Inference.Native;

namespace FinCluster.Inference.Batching;

/// <summary>Computes batches over a KV cache. One thread owns it.</summary>
internal interface IBatchContext : IKvMemory
{
    /// <summary>Gets the batch that the next <see cref="Decode"/> computes.</summary>
    BatchHandle Batch { get; }

    /// <summary>Gets the most tokens of one sequence.</summary>
    int SequenceCapacity { get; }

    /// <summary>Gets the number of sequences.</summary>
    int MaxSequences { get; }

    /// <summary>Computes the batch. The batch must not be empty.</summary>
    DecodeStatus Decode();

    /// <summary>
    /// Gets the logits of one output of the last batch, to read and to change, until the next call or the next <see cref="Decode"/>.
    /// </summary>
    Span<float> Logits(int batchIndex);
}
