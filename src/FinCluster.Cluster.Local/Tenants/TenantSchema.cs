using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Tenants;

/// <summary>Creates the tenant database, brings it up to date, and refuses what it does not know.</summary>
internal static class TenantSchema
{
    // "FinT": marks the file as ours.
    private const int ApplicationId = 0x46696E54;

    // Entry i leads from schema i to i + 1. A released entry is never edited; a change is a new entry.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE tenants (
            id                  TEXT    PRIMARY KEY,
            created_at          INTEGER NOT NULL, -- 100 ns since 0001-01-01 UTC
            requests_per_1000_s INTEGER,          -- null for no limit, as in the next three
            tokens_per_minute   INTEGER,
            concurrent_streams  INTEGER,
            monthly_tokens      INTEGER,
            default_class       INTEGER NOT NULL,
            highest_class       INTEGER NOT NULL,
            weight              INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE api_keys (
            hash       TEXT    PRIMARY KEY, -- SHA-256 of the key, lower-case hex
            id         TEXT    NOT NULL UNIQUE,
            tenant     TEXT    NOT NULL REFERENCES tenants (id),
            created_at INTEGER NOT NULL,
            revoked_at INTEGER              -- null while the key is good
        ) STRICT;
        CREATE INDEX api_keys_of_tenant ON api_keys (tenant, created_at);
        CREATE TABLE spend (
            tenant TEXT    NOT NULL, -- no reference: a tenant that is served may be defined elsewhere
            month  INTEGER NOT NULL, -- year * 100 + month
            tokens INTEGER NOT NULL,
            PRIMARY KEY (tenant, month)
        ) STRICT;
        CREATE TABLE directory (version INTEGER NOT NULL) STRICT;
        INSERT INTO directory (version) VALUES (0);
        """,
    ];

    /// <summary>Says why the database cannot be used; null when it can. It changes nothing.</summary>
    public static DataFolderProblem? Check(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        long version = Scalar(connection, transaction, "PRAGMA user_version");
        bool isEmpty = version == 0 && Scalar(connection, transaction, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isEmpty && (Scalar(connection, transaction, "PRAGMA application_id") != ApplicationId || version < 1))
        {
            return DataFolderProblem.Corrupt;
        }

        return version > Migrations.Length ? DataFolderProblem.NewerSchema : null;
    }

    /// <summary>Brings the database up to date. Two processes may do so at once: the second finds it done.</summary>
    public static void Migrate(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        int version = (int)Scalar(connection, transaction, "PRAGMA user_version");
        for (int i = version; i < Migrations.Length; i++)
        {
            Execute(connection, transaction, Migrations[i]);
        }

        if (version < Migrations.Length)
        {
            // A pragma takes no parameters.
            Execute(connection, transaction, string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA user_version = {Migrations.Length}; PRAGMA application_id = {ApplicationId}"));
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        return (long)command.ExecuteScalar()!;
    }
}
