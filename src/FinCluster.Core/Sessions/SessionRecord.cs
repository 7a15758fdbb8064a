using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Sessions;

/// <summary>What is known of a conversation without its messages.</summary>
public sealed record SessionSummary
{
    /// <summary>Gets the id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Gets the owner. No other tenant sees the session.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Gets the number of committed turns. It starts at 0 and grows by 1 with each.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the model that answers when a request names none; null for the server's default.</summary>
    public required string? Model { get; init; }

    /// <summary>Gets the number of messages.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Gets when the session was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the last turn was committed, in UTC; the creation time before that.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A conversation: its summary and its messages, oldest first.</summary>
public sealed record SessionRecord(SessionSummary Summary, IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>Gets the node that computed the last turn, whose KV cache may still hold the conversation; null when nobody noted it.</summary>
    public NodeId? WarmNode { get; init; }
}

/// <summary>One page of a tenant's sessions, the most recently updated first.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionSummary> Sessions, string? Next);
