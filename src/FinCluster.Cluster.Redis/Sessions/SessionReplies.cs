using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
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

    // The warm node stands between the summary and the messages.
    private const int RecordHead = SummaryLength + 1;

    /// <summary>Reads a summary, the warm node and, to the end of the reply, the messages.</summary>
    public static SessionRecord Record(RedisReply reply, int start, TenantId tenant, SessionId session)
    {
        var messages = new ChatMessage[reply.Count - start - RecordHead];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = ChatMessageText.Parse(reply.Text(start + RecordHead + i));
        }

        SessionSummary summary = Summary(reply, start, tenant, session);
        return new SessionRecord(summary, messages) { WarmNode = WarmNode(reply.TextOrNull(start + SummaryLength), summary.Version) };
    }

    // version:node; what is noted of another turn says nothing about the last one.
    private static NodeId? WarmNode(string? text, long version)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{version}:");
        return text is not null && text.StartsWith(prefix, StringComparison.Ordinal) ? new NodeId(text[prefix.Length..]) : null;
    }

    /// <summary>Reads a time of the server's clock.</summary>
    public static DateTimeOffset Time(RedisReply reply, int index) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(reply.Number(index) * TimeSpan.TicksPerMicrosecond);
}
