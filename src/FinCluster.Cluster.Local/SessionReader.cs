using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>One connection that reads sessions, with its prepared commands. Used by one thread at a time.</summary>
internal sealed class SessionReader : IDisposable
{
    private const string SummaryColumns = "key, id, version, model, message_count, created_at, updated_at, update_order, warm_node";
    private const int MessageCountColumn = 4;
    private const int WarmNodeColumn = 8;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _list;
    private readonly SqliteCommand _messages;

    public SessionReader(string file)
    {
        _connection = SessionConnection.OpenReader(file);
        _find = Prepare($"SELECT {SummaryColumns} FROM sessions WHERE id = $id AND tenant = $tenant", "$id", "$tenant");
        _list = Prepare(
            $"""
            SELECT {SummaryColumns} FROM sessions
            WHERE tenant = $tenant AND update_order < $before ORDER BY update_order DESC LIMIT $limit
            """,
            "$tenant",
            "$before",
            "$limit");
        _messages = Prepare("SELECT role, content FROM messages WHERE session = $session ORDER BY position", "$session");
    }

    /// <summary>Reads a session without its messages; null when the tenant has no such one.</summary>
    public SessionSummary? FindSummary(TenantId tenant, SessionId session) => FindRow(tenant, session, null)?.Summary;

    /// <summary>Reads a session with its messages, both as of one moment; null when the tenant has no such one.</summary>
    public SessionRecord? Find(TenantId tenant, SessionId session, CancellationToken cancellationToken)
    {
        using SqliteTransaction snapshot = _connection.BeginTransaction(deferred: true);
        if (FindRow(tenant, session, snapshot) is not { } row)
        {
            return null;
        }

        _messages.Transaction = snapshot;
        _messages.Parameters["$session"].Value = row.Key;
        var messages = new List<ChatMessage>(row.Summary.MessageCount);
        using SqliteDataReader rows = _messages.ExecuteReader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            messages.Add(new ChatMessage(ChatRoleText.Parse(rows.GetString(0)), rows.GetString(1)));
        }

        return new SessionRecord(row.Summary, messages.AsReadOnly()) { WarmNode = row.WarmNode };
    }

    /// <summary>Reads up to <paramref name="limit"/> sessions that were updated before <paramref name="before"/>, newest first.</summary>
    public List<SessionRow> List(TenantId tenant, long before, int limit)
    {
        _list.Transaction = null;
        _list.Parameters["$tenant"].Value = tenant.Value;
        _list.Parameters["$before"].Value = before;
        _list.Parameters["$limit"].Value = limit;
        var found = new List<SessionRow>();
        using SqliteDataReader rows = _list.ExecuteReader();
        while (rows.Read())
        {
            found.Add(ReadRow(rows, tenant));
        }

        return found;
    }

    public void Dispose()
    {
        _find.Dispose();
        _list.Dispose();
        _messages.Dispose();
        _connection.Dispose();
    }

    private static SessionRow ReadRow(SqliteDataReader row, TenantId tenant)
    {
        var summary = new SessionSummary
        {
            Id = new SessionId(row.GetString(1)),
            Tenant = tenant,
            Version = row.GetInt64(2),
            Model = row.IsDBNull(3) ? null : row.GetString(3),
            MessageCount = row.GetInt32(MessageCountColumn),
            CreatedAt = new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
            UpdatedAt = new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
        };
        NodeId? warmNode = row.IsDBNull(WarmNodeColumn) ? null : new NodeId(row.GetString(WarmNodeColumn));
        return new SessionRow(row.GetInt64(0), row.GetInt64(7), summary, warmNode);
    }

    private SessionRow? FindRow(TenantId tenant, SessionId session, SqliteTransaction? transaction)
    {
        _find.Transaction = transaction;
        _find.Parameters["$id"].Value = session.Value;
        _find.Parameters["$tenant"].Value = tenant.Value;
        using SqliteDataReader rows = _find.ExecuteReader();
        return rows.Read() ? ReadRow(rows, tenant) : null;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters) =>
        PreparedCommand.Create(_connection, sql, parameters);
}

/// <summary>A session as the database keeps it.</summary>
/// <param name="Key">The database's own number of the session.</param>
/// <param name="UpdateOrder">Its place in the order of updates.</param>
/// <param name="Summary">What the port shows.</param>
/// <param name="WarmNode">The node that computed the last turn.</param>
internal sealed record SessionRow(long Key, long UpdateOrder, SessionSummary Summary, NodeId? WarmNode);
