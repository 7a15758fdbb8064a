namespace FinCluster.Training.Model;

/// <summary>The sizes of a LLaMA model with as many key heads as query heads and an output matrix of its own.</summary>
public sealed record LlamaShape
{
    /// <summary>Gets the number of tokens of the vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Gets the length of a token's vector.</summary>
    public required int Width { get; init; }

    /// <summary>Gets the number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Gets the number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Gets the inner width of the feed-forward part.</summary>
    public required int FeedForward { get; init; }

    /// <summary>Gets the longest sequence, in tokens.</summary>
    public int Context { get; init; } = 1024;

    /// <summary>Gets the number that keeps norms from dividing by zero.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>Gets the base of the rotary positions.</summary>
    public float RopeBase { get; init; } = 10_000f;

    /// <summary>Gets the length of a head's vector.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FeedForward, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Context, 1);
        if (Width < 2 * Heads || Width % (2 * Heads) != 0)
        {
            throw new ArgumentException($"a width of {Width} cannot be divided into {Heads} heads of an even width");
        }
    }
}
