using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>A session as grains store it and silos send it.</summary>
[GenerateSerializer]
[Alias("fincluster.session.document")]
internal sealed class SessionDocument
{
    [Id(0)]
    public long Version { get; set; }

    [Id(1)]
    public string? Model { get; set; }

    [Id(2)]
    public List<SessionMessage> Messages { get; set; } = [];

    [Id(3)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(4)]
    public DateTimeOffset UpdatedAt { get; set; }

    [Id(5)]
    public string? WarmNode { get; set; }

    /// <summary>Gets or sets the fencing token of the last commit.</summary>
    [Id(6)]
    public long CommittedToken { get; set; }

    /// <summary>Gets or sets the request of the last commit.</summary>
    [Id(7)]
    public string? CommittedRequest { get; set; }

    public static SessionDocument Of(SessionState state)
    {
        SessionRecord record = state.Record!;
        return new SessionDocument
        {
            Version = record.Summary.Version,
            Model = record.Summary.Model,
            Messages = SessionMessage.Of(record.Messages),
            CreatedAt = record.Summary.CreatedAt,
            UpdatedAt = record.Summary.UpdatedAt,
            WarmNode = record.WarmNode?.Value,
            CommittedToken = state.CommittedToken,
            CommittedRequest = state.CommittedRequest,
        };
    }

    public SessionSummary ToSummary(TenantId tenant, SessionId session) => new()
    {
        Id = session,
        Tenant = tenant,
        Version = Version,
        Model = Model,
        MessageCount = Messages.Count,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    public SessionRecord ToRecord(TenantId tenant, SessionId session) =>
        new(ToSummary(tenant, session), SessionMessage.ToCore(Messages)) { WarmNode = WarmNode is null ? null : new NodeId(WarmNode) };
}

/// <summary>A message of a session.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.session.message")]
internal readonly record struct SessionMessage([property: Id(0)] int Role, [property: Id(1)] string Content)
{
    public static List<SessionMessage> Of(IReadOnlyList<ChatMessage> messages) =>
        [.. messages.Select(message => new SessionMessage((int)message.Role, message.Content))];

    public static ChatMessage[] ToCore(List<SessionMessage> messages) =>
        [.. messages.Select(message => new ChatMessage((ChatRole)message.Role, message.Content))];
}

/// <summary>The last writer lease of a session, stored apart: it changes before a turn, the document after it.</summary>
[GenerateSerializer]
[Alias("fincluster.session.writer")]
internal sealed class SessionWriterDocument
{
    [Id(0)]
    public long FencingToken { get; set; }

    [Id(1)]
    public DateTimeOffset Until { get; set; }

    [Id(2)]
    public string Request { get; set; } = "";
}

/// <summary>How taking the lease ended; the status is the number of AcquireStatus.</summary>
[GenerateSerializer]
[Alias("fincluster.session.acquired")]
internal sealed record AcquireReply(
    [property: Id(0)] int Status, [property: Id(1)] long Version, [property: Id(2)] long FencingToken, [property: Id(3)] SessionDocument? Session);

/// <summary>How a commit ended; the status is the number of CommitStatus.</summary>
[GenerateSerializer]
[Alias("fincluster.session.committed")]
internal sealed record CommitReply([property: Id(0)] int Status, [property: Id(1)] long Version);
