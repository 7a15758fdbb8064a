namespace FinCluster.Core.Compliance.Review;

/// <summary>How large a review queue may get.</summary>
public sealed record ReviewQueueOptions
{
    /// <summary>Gets how many open items are kept.</summary>
    /// <value>Default 100,000. At least 1. All processes over one backend need the same.</value>
    public int MaxOpen { get; init; } = 100_000;
}
