namespace FinCluster.Testing.Gguf;

/// <summary>The shape of a random model.</summary>
public sealed record TinyLlamaOptions
{
    /// <summary>Gets the width of the residual stream. A multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 64;

    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    /// <summary>Gets the number of key and value heads. A divisor of <see cref="Heads"/>.</summary>
    public int KeyValueHeads { get; init; } = 2;

    public int FeedForward { get; init; } = 128;

    /// <summary>Gets the longest sequence, in tokens.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>Gets a value indicating whether matrices are stored as 16-bit floats rather than 32-bit.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Gets a value indicating whether the output matrix is the token embedding.</summary>
    public bool TiedOutput { get; init; }

    /// <summary>Gets the seed of the weights. One seed is one file, byte for byte.</summary>
    public ulong Seed { get; init; } = 1;

    public int HeadLength => Width / Heads;

    public int KeyValueWidth => HeadLength * KeyValueHeads;
}
