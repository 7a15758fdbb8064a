using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Sessions;

/// <summary>Reads sessions out of the replies of scripts.</summary>
internal static class SessionReplies
{
    /// <summary>The number of items of a summary: version, model, count, created, updated.</summary>
    public const int SummaryLength = 5;

    /// <summary>Reads a summary.</summary>
    /// <param name="reply">What a script returned.</param>
    /// <param name="start">The index of the version.</param>
    /// <param name="tenant">The owner.</param>
    /// <param name="session">The id.</param>
    public static SessionSummary Summary(RedisReply reply, int start, TenantId tenant, SessionId session) => new()
    {
        Id = session,
        Tenant = tenant,
        Version = reply.Number(start),
        Model = reply.TextOrNull(start + 1),
        MessageCount = (int)reply.Number(start + 2),
        CreatedAt = Time(reply, start + 3),
        UpdatedAt = Time(reply, start + 4),
    };

    /// <summary>Reads a summary and, to the end of the reply, the messages.</summary>
    public static SessionRecord Record(RedisReply reply, int start, TenantId tenant, SessionId session)
    {
        var messages = new ChatMessage[reply.Count - start - SummaryLength];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = ChatMessageText.Parse(reply.Text(start + SummaryLength + i));
        }

        return new SessionRecord(Summary(reply, start, tenant, session), messages);
    }

    /// <summary>Reads a time of the server's clock.</summary>
    public static DateTimeOffset Time(RedisReply reply, int index) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(reply.Number(index) * TimeSpan.TicksPerMicrosecond);
}
