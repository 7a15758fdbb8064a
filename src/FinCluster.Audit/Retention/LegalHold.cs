using FinCluster.Core.Audit;

namespace FinCluster.Audit.Retention;

/// <summary>Records that must be kept although their time is over. What is not named matches everything; a hold names something.</summary>
public sealed record LegalHold
{
    /// <summary>Gets the name under which it is lifted.</summary>
    public required string Id { get; init; }

    /// <summary>Gets why.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets since when it is there.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Gets the tenant whose records are held; null for any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets the subject whose records are held; null for any.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the request whose records are held; null for any.</summary>
    public string? Request { get; init; }

    /// <summary>Gets the first time that is held; null for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the time from which nothing is held; null for no end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Says whether an event is held.</summary>
    public bool Matches(AuditEvent entry) =>
        (Tenant is null || Tenant == entry.Tenant) && (Subject is null || Subject == entry.Subject) && (Request is null || Request == entry.Request)
        && (From is null || entry.Time >= From) && (To is null || entry.Time < To);
}
