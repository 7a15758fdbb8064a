using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>The one connection that writes sessions, with its prepared commands. Used by one thread at a time.</summary>
internal sealed class SessionWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insertSession;
    private readonly SqliteCommand _insertMessage;
    private readonly SqliteCommand _advance;
    private readonly SqliteCommand _deleteMessages;
    private readonly SqliteCommand _deleteSession;

    /// <summary>Takes over an open connection to a database whose schema is current.</summary>
    public SessionWriter(SqliteConnection connection)
    {
        _connection = connection;
        _insertSession = PreparedCommand.Create(
            connection,
            """
            INSERT INTO sessions (id, tenant, version, model, message_count, created_at, updated_at, update_order)
            VALUES ($id, $tenant, 0, $model, $count, $now, $now, $order) RETURNING key
            """,
            "$id", "$tenant", "$model", "$count", "$now", "$order");
        _insertMessage = PreparedCommand.Create(
            connection,
            "INSERT INTO messages (session, position, role, content) VALUES ($session, $position, $role, $content)",
            "$session", "$position", "$role", "$content");
        _advance = PreparedCommand.Create(
            connection,
            """
            UPDATE sessions SET
                version = version + 1, message_count = message_count + $count, updated_at = $now, update_order = $order, warm_node = $warm_node
            WHERE id = $id AND tenant = $tenant AND version = $version RETURNING key, message_count
            """,
            "$count", "$now", "$order", "$warm_node", "$id", "$tenant", "$version");
        _deleteMessages = PreparedCommand.Create(
            connection,
            "DELETE FROM messages WHERE session = (SELECT key FROM sessions WHERE id = $id AND tenant = $tenant)",
            "$id", "$tenant");
        _deleteSession = PreparedCommand.Create(connection, "DELETE FROM sessions WHERE id = $id AND tenant = $tenant", "$id", "$tenant");
    }

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is stored, or nothing when it throws.</summary>
    public T InTransaction<T>(Func<SessionWriter, T> work)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        foreach (SqliteCommand command in Commands())
        {
            command.Transaction = transaction;
        }

        T result = work(this);
        transaction.Commit();
        return result;
    }

    /// <summary>Stores a new session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="updateOrder">Its place in the order of updates.</param>
    /// <param name="messages">Its first messages.</param>
    public void Insert(SessionSummary session, long updateOrder, ChatMessage[] messages)
    {
        SqliteParameterCollection values = _insertSession.Parameters;
        values["$id"].Value = session.Id.Value;
        values["$tenant"].Value = session.Tenant.Value;
        values["$model"].Value = session.Model ?? (object)DBNull.Value;
        values["$count"].Value = messages.Length;
        values["$now"].Value = session.CreatedAt.UtcTicks;
        values["$order"].Value = updateOrder;
        InsertMessages((long)_insertSession.ExecuteScalar()!, 0, messages);
    }

    /// <summary>Appends a turn; false when the session is gone or at another version.</summary>
    /// <param name="lease">Names the session and the version that it must have.</param>
    /// <param name="now">When the turn is committed.</param>
    /// <param name="updateOrder">The session's new place in the order of updates.</param>
    /// <param name="messages">The turn.</param>
    /// <param name="warmNode">The node that computed it; null for none.</param>
    public bool TryAppend(SessionLease lease, DateTimeOffset now, long updateOrder, ChatMessage[] messages, NodeId? warmNode)
    {
        SqliteParameterCollection values = _advance.Parameters;
        values["$id"].Value = lease.Session.Value;
        values["$tenant"].Value = lease.Tenant.Value;
        values["$version"].Value = lease.Version;
        values["$count"].Value = messages.Length;
        values["$now"].Value = now.UtcTicks;
        values["$order"].Value = updateOrder;
        values["$warm_node"].Value = warmNode?.Value ?? (object)DBNull.Value;
        (long key, long count) row;
        using (SqliteDataReader rows = _advance.ExecuteReader())
        {
            if (!rows.Read())
            {
                return false;
            }

            row = (rows.GetInt64(0), rows.GetInt64(1));
        }

        InsertMessages(row.key, row.count - messages.Length, messages);
        return true;
    }

    /// <summary>Deletes a session and its messages; false when the tenant has no such one.</summary>
    public bool Delete(TenantId tenant, SessionId session)
    {
        foreach (SqliteCommand command in (ReadOnlySpan<SqliteCommand>)[_deleteMessages, _deleteSession])
        {
            command.Parameters["$id"].Value = session.Value;
            command.Parameters["$tenant"].Value = tenant.Value;
        }

        _deleteMessages.ExecuteNonQuery();
        return _deleteSession.ExecuteNonQuery() > 0;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in Commands())
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand[] Commands() => [_insertSession, _insertMessage, _advance, _deleteMessages, _deleteSession];

    private void InsertMessages(long session, long position, ChatMessage[] messages)
    {
        SqliteParameterCollection values = _insertMessage.Parameters;
        values["$session"].Value = session;
        foreach (ChatMessage message in messages)
        {
            values["$position"].Value = position++;
            values["$role"].Value = ChatRoleText.Format(message.Role);
            values["$content"].Value = message.Content;
            _insertMessage.ExecuteNonQuery();
        }
    }
}
