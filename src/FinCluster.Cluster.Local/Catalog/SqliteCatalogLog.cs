using FinCluster.Core.Catalog;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Catalog;

/// <summary>Keeps the log of the catalog in a SQLite database in the data folder.</summary>
/// <remarks>
/// Like that of the tenants the file is shared: a command may change the catalog while a server runs over the folder, which sees it with its next look, a quarter of a
/// second later. An entry that was added is on the disk. When the disk fails a call ends with <see cref="DataFolderException"/>.
/// </remarks>
public sealed class SqliteCatalogLog : ICatalogLog, IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly SharedDatabase _database;
    private readonly TimeProvider _time;

    private SqliteCatalogLog(SharedDatabase database, TimeProvider time) => (_database, _time) = (database, time);

    /// <summary>Opens the log of a data folder and creates what is not there.</summary>
    /// <param name="folder">The full path of the folder; it may be in use by a server.</param>
    /// <param name="time">Times the looks at it.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<SqliteCatalogLog> OpenAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new SqliteCatalogLog(await SharedDatabase.OpenAsync(folder, CatalogSchema.FileName, CatalogSchema.Schema, cancellationToken), time);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken) => _database.RunAsync(
        (connection, transaction) => (IReadOnlyList<string>)Read(connection, transaction, skip, take), isRead: true, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(entry);
        return _database.RunAsync((connection, transaction) => Append(connection, transaction, count, entry), isRead: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WaitAsync(long count, CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(LookInterval, _time, cancellationToken);
        }
        while (await _database.RunAsync((connection, transaction) => Count(connection, transaction) == count, isRead: true, cancellationToken));
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static List<string> Read(SqliteConnection connection, SqliteTransaction transaction, long skip, int take)
    {
        using SqliteCommand command = Command(
            connection, transaction, "SELECT body FROM changes WHERE version > $skip ORDER BY version LIMIT $take", ("$skip", skip), ("$take", take));
        using SqliteDataReader rows = command.ExecuteReader();
        var entries = new List<string>();
        while (rows.Read())
        {
            entries.Add(rows.GetString(0));
        }

        return entries;
    }

    // The transaction holds the write lock from its beginning, so nobody comes between the count and the entry.
    private static bool Append(SqliteConnection connection, SqliteTransaction transaction, long count, string entry)
    {
        using SqliteCommand command = Command(
            connection,
            transaction,
            """
            INSERT INTO changes (version, body) SELECT $count + 1, $body WHERE (SELECT ifnull(max(version), 0) FROM changes) = $count
            """,
            ("$count", count),
            ("$body", entry));
        return command.ExecuteNonQuery() == 1 || Read(connection, transaction, count, 1) is [var there] && there == entry;
    }

    private static long Count(SqliteConnection connection, SqliteTransaction transaction)
    {
        using SqliteCommand command = Command(connection, transaction, "SELECT ifnull(max(version), 0) FROM changes");
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteCommand Command(
        SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
