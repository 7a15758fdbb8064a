namespace FinCluster.Core.Edge.Answers;

/// <summary>The bounds of a semantic answer cache, and from when on two questions are alike.</summary>
public sealed record SemanticCacheOptions
{
    /// <summary>Gets how many numbers an embedding has.</summary>
    /// <value>Range 1 to 16,384.</value>
    public required int Dimensions { get; init; }

    /// <summary>Gets the most answers. All their vectors are compared with each question.</summary>
    /// <value>Default 4,096. Range 1 to 100,000.</value>
    public int MaxEntries { get; init; } = 4_096;

    /// <summary>Gets the least cosine similarity of two questions with one answer.</summary>
    /// <value>Default 0.92. Range 0 to 1.</value>
    public double MinSimilarity { get; init; } = 0.92;

    /// <summary>Gets how long an answer is given again.</summary>
    /// <value>Default 1 hour. Above zero.</value>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Refuses values out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, 16_384);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxEntries, 100_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinSimilarity, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinSimilarity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lifetime, TimeSpan.Zero);
    }
}
