namespace FinCluster.Inference.Batching;

/// <summary>The KV cache of a context, by sequence id.</summary>
internal interface IKvMemory
{
    /// <summary>Removes the tokens of a sequence from a position on.</summary>
    void Remove(int sequence, int from);

    /// <summary>Makes <paramref name="target"/> an exact copy of <paramref name="source"/>, all of it.</summary>
    void Copy(int source, int target);
}
