namespace FinCluster.Inference;

/// <summary>Whether attention is computed in one fused step.</summary>
public enum FlashAttentionMode
{
    /// <summary>On a GPU, where libllama can; not on the CPU, whose fused kernel is slower than its matrix products.</summary>
    Auto,

    /// <summary>Always. A model that libllama cannot compute so does not load.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}
