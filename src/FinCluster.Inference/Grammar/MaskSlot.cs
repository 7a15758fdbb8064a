namespace FinCluster.Inference.Grammar;

/// <summary>One cached mask. The cache holds the slot and not the state, so that it keeps no states alive.</summary>
internal sealed class MaskSlot(ulong[] bits)
{
    /// <summary>Gets or sets the mask; null once the cache has given it up.</summary>
    public ulong[]? Bits { get; set; } = bits;

    /// <summary>Gets or sets whether it was asked for since the cache last looked.</summary>
    public bool IsUsed { get; set; } = true;
}
