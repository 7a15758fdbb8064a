namespace FinCluster.Core.Compliance.Review;

/// <summary>What a person decided about an answer. A decision stands: there is no second one.</summary>
public sealed record ReviewDecision
{
    /// <summary>Gets what was decided: anything but <see cref="ReviewStatus.Open"/>.</summary>
    public required ReviewStatus Status { get; init; }

    /// <summary>Gets the right answer: there when <see cref="Status"/> is <see cref="ReviewStatus.Corrected"/>, else null.</summary>
    public string? Correction { get; init; }

    /// <summary>Gets who decided, as he names himself.</summary>
    public required string Reviewer { get; init; }

    /// <summary>Gets why; null for nothing said.</summary>
    public string? Note { get; init; }

    /// <summary>Gets when, in UTC, by the clock of the gateway that took it.</summary>
    public required DateTimeOffset DecidedAt { get; init; }
}
