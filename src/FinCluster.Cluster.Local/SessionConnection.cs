using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>Opens connections to the session database.</summary>
internal static class SessionConnection
{
    // Nobody else writes the file; this waits out a backup tool or a shell that looks into it.
    private const int BusyTimeoutMs = 5_000;

    /// <summary>Opens the connection that writes. It changes nothing in the file yet.</summary>
    public static SqliteConnection OpenWriter(string file) => Open(file, SqliteOpenMode.ReadWriteCreate);

    /// <summary>Sets the file and the writer's connection up for durable commits beside readers.</summary>
    /// <remarks>
    /// WAL lets readers go on while a turn is written. FULL flushes the log at every commit, so a committed turn survives a power cut; with
    /// NORMAL it would survive only the death of the process. Deleted conversations are overwritten.
    /// </remarks>
    public static void MakeDurable(SqliteConnection writer)
    {
        using SqliteCommand wal = writer.CreateCommand();
        wal.CommandText = "PRAGMA journal_mode = WAL";
        if (wal.ExecuteScalar() is not "wal")
        {
            throw new SqliteException("The file system has no shared memory for SQLite's write-ahead log", SQLitePCL.raw.SQLITE_IOERR);
        }

        Execute(writer, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON");
    }

    /// <summary>Opens a connection that reads.</summary>
    public static SqliteConnection OpenReader(string file)
    {
        // Not ReadOnly: a reader of a WAL database writes the shared memory beside it.
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA query_only = ON");
        return connection;
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyTimeoutMs}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
