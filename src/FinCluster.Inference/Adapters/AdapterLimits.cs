using System.Collections.Frozen;

namespace FinCluster.Inference.Adapters;

/// <summary>What an adapter may be like to be loaded.</summary>
public sealed record AdapterLimits
{
    /// <summary>Gets the size from which on a file is refused, in bytes.</summary>
    /// <value>Default 500 million.</value>
    public long MaxFileBytes { get; init; } = 500_000_000;

    /// <summary>Gets the highest rank of a pair.</summary>
    /// <value>Default 256.</value>
    public int MaxRank { get; init; } = 256;

    /// <summary>Gets the tensors that an adapter may change, by name without layer: <c>attn_q</c>, <c>output</c>.</summary>
    /// <value>Default: attention, feed-forward, output and token embedding of a dense transformer.</value>
    public FrozenSet<string> Targets { get; init; } = FrozenSet.Create(
        StringComparer.Ordinal, "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down", "output", "token_embd");
}
