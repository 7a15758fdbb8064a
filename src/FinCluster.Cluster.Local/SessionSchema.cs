using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>Creates the session database, brings it up to date, and refuses what it does not know.</summary>
internal static class SessionSchema
{
    /// <summary>The length of the cursor secret, in bytes.</summary>
    public const int CursorKeyBytes = 32;

    // "FinS": marks the file as ours, so that another program's database is recognised.
    private const int ApplicationId = 0x46696E53;

    // Entry i leads from schema i to i + 1. A released entry is never edited; a change is a new entry.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE sessions (
            key           INTEGER PRIMARY KEY,
            id            TEXT    NOT NULL UNIQUE,
            tenant        TEXT    NOT NULL,
            version       INTEGER NOT NULL,
            model         TEXT,
            message_count INTEGER NOT NULL,
            created_at    INTEGER NOT NULL, -- 100 ns since 0001-01-01 UTC
            updated_at    INTEGER NOT NULL, -- 100 ns since 0001-01-01 UTC
            update_order  INTEGER NOT NULL  -- grows with every change of any session; orders the listing
        ) STRICT;
        CREATE UNIQUE INDEX sessions_by_update ON sessions (tenant, update_order);
        CREATE TABLE messages (
            session  INTEGER NOT NULL REFERENCES sessions (key),
            position INTEGER NOT NULL, -- 0 for the oldest
            role     TEXT    NOT NULL,
            content  TEXT    NOT NULL,
            PRIMARY KEY (session, position)
        ) STRICT;
        CREATE TABLE store (
            epoch      INTEGER NOT NULL, -- how often the database was opened
            cursor_key BLOB    NOT NULL
        ) STRICT;
        INSERT INTO store (epoch, cursor_key) VALUES (0, $cursor_key);
        """,
        "ALTER TABLE sessions ADD COLUMN warm_node TEXT", // the node that computed the last turn
    ];

    /// <summary>Gets the schema version that this build writes.</summary>
    public static int Current => Migrations.Length;

    /// <summary>Says why the database cannot be used; null when it can. It changes nothing.</summary>
    /// <param name="connection">The writer's open connection.</param>
    public static DataFolderProblem? Check(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        long version = Scalar(connection, transaction, "PRAGMA user_version");
        long application = Scalar(connection, transaction, "PRAGMA application_id");
        bool isEmpty = version == 0 && Scalar(connection, transaction, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isEmpty && (application != ApplicationId || version < 1))
        {
            return DataFolderProblem.Corrupt;
        }

        return version > Current ? DataFolderProblem.NewerSchema : null;
    }

    /// <summary>Brings the database up to date and begins a new epoch, both or neither.</summary>
    /// <param name="connection">The writer's open connection to a database that passed <see cref="Check"/>.</param>
    public static SessionEpoch Begin(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        Migrate(connection, transaction, (int)Scalar(connection, transaction, "PRAGMA user_version"));
        SessionEpoch epoch = BeginEpoch(connection, transaction);
        transaction.Commit();
        return epoch;
    }

    private static void Migrate(SqliteConnection connection, SqliteTransaction transaction, int version)
    {
        for (int i = version; i < Migrations.Length; i++)
        {
            using SqliteCommand migrate = Command(connection, transaction, Migrations[i]);
            migrate.Parameters.AddWithValue("$cursor_key", RandomNumberGenerator.GetBytes(CursorKeyBytes));
            migrate.ExecuteNonQuery();
        }

        if (version < Migrations.Length)
        {
            // A pragma takes no parameters.
            string sql = string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA user_version = {Migrations.Length}; PRAGMA application_id = {ApplicationId}");
            using SqliteCommand mark = Command(connection, transaction, sql);
            mark.ExecuteNonQuery();
        }
    }

    private static SessionEpoch BeginEpoch(SqliteConnection connection, SqliteTransaction transaction)
    {
        using SqliteCommand command = Command(
            connection, transaction, "UPDATE store SET epoch = epoch + 1 RETURNING epoch, cursor_key");
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new SessionEpoch(row.GetInt64(0), row.GetFieldValue<byte[]>(1))
            : throw new SqliteException("The table 'store' is empty", SQLitePCL.raw.SQLITE_CORRUPT);
    }

    private static long Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = Command(connection, transaction, sql);
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}

/// <summary>What one run of the process needs to know of the database.</summary>
/// <param name="Number">The number of the run, 1 or more.</param>
/// <param name="CursorKey">The secret of the cursors.</param>
internal sealed record SessionEpoch(long Number, byte[] CursorKey);
