using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Compliance.Review;

/// <summary>An answer that a person looks at, and what he decided. Its texts are masked before they come here.</summary>
public sealed record ReviewItem
{
    /// <summary>Gets the name of the item.</summary>
    public required ReviewId Id { get; init; }

    /// <summary>Gets the tenant whose user asked.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Gets the id of the request, by which other records know it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets the stored conversation; null for none.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Gets when the item was made, in UTC, by the clock of the gateway that made it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets why it is looked at.</summary>
    public required ReviewReason Reason { get; init; }

    /// <summary>Gets what the guard found; null when there was no guard, or it named no category.</summary>
    public GuardCategory? Category { get; init; }

    /// <summary>Gets the question, masked.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the answer, masked; empty when the question was refused before one was generated.</summary>
    public required string Answer { get; init; }

    /// <summary>Gets the name of the model that answered; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the release that the model was of; null when it is of none.</summary>
    public string? Release { get; init; }

    /// <summary>Gets what the user said of the answer, masked; null for nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets what was decided; null while it is open.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>Gets what has become of it.</summary>
    public ReviewStatus Status => Decision?.Status ?? ReviewStatus.Open;
}
