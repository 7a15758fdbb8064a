namespace FinCluster.Inference.Native;

/// <summary>What <c>llama_decode</c> returns; see llama.h.</summary>
internal enum DecodeStatus
{
    /// <summary>A fatal error. Parts of the batch may be in the KV cache.</summary>
    Fatal = -2,

    /// <summary>The batch is malformed: a bad token, sequence or position. The KV cache is as before.</summary>
    InvalidBatch = -1,

    /// <summary>The batch is computed.</summary>
    Ok = 0,

    /// <summary>No KV cells were free. The KV cache is as before.</summary>
    NoKvSlot = 1,

    /// <summary>The abort callback ended it. Parts of the batch may be in the KV cache.</summary>
    Aborted = 2,
}
