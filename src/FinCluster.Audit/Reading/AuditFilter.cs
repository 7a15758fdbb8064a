namespace FinCluster.Audit.Reading;

/// <summary>Which events are wanted. What is null is not asked for.</summary>
public sealed record AuditFilter
{
    /// <summary>Gets the first time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the time from which none is wanted.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Gets the tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets the request.</summary>
    public string? Request { get; init; }

    /// <summary>Gets the conversation.</summary>
    public string? Session { get; init; }

    /// <summary>Gets the data subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the type; one that ends with <c>.</c> stands for all that begin with it.</summary>
    public string? Type { get; init; }
}
