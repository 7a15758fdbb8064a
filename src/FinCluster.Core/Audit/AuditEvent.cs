namespace FinCluster.Core.Audit;

/// <summary>One thing that happened, as it is recorded.</summary>
public sealed record AuditEvent
{
    /// <summary>The longest name, id or class, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The longest body, and the longest secret, in UTF-8 bytes.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>Gets what happened, such as <c>request.received</c>; see <see cref="AuditEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets when, by the clock of the process that writes it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets the tenant; null for an act that belongs to none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets the request, which ties the events of one answer together; null for an act that is none.</summary>
    public string? Request { get; init; }

    /// <summary>Gets the stored conversation; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>Gets the data subject: the end user as the tenant names him, hashed with the tenant's name. <see cref="Secret"/> can be read as long as his key is kept.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the class that says how long it is kept, such as <c>interaction</c>.</summary>
    public required string Retention { get; init; }

    /// <summary>Gets the details as one JSON object. It holds no text of users and no personal data.</summary>
    public required string Body { get; init; }

    /// <summary>Gets masked text of the user or the model, as one JSON value; it is stored encrypted with the subject's key. Null for none.</summary>
    public string? Secret { get; init; }
}
