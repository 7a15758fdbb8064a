using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>Creates a database that several processes share, brings it up to date, and refuses what it does not know.</summary>
/// <param name="applicationId">Marks the file as ours.</param>
/// <param name="migrations">Entry i leads from schema i to i + 1. A released entry is never edited; a change is a new entry.</param>
internal sealed class SharedSchema(int applicationId, IReadOnlyList<string> migrations)
{
    /// <summary>Says why the database cannot be used; null when it can. It changes nothing.</summary>
    public DataFolderProblem? Check(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        long version = Scalar(connection, transaction, "PRAGMA user_version");
        bool isEmpty = version == 0 && Scalar(connection, transaction, "SELECT count(*) FROM sqlite_master") == 0;
        if (!isEmpty && (Scalar(connection, transaction, "PRAGMA application_id") != applicationId || version < 1))
        {
            return DataFolderProblem.Corrupt;
        }

        return version > migrations.Count ? DataFolderProblem.NewerSchema : null;
    }

    /// <summary>Brings the database up to date. Two processes may do so at once: the second finds it done.</summary>
    public void Migrate(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        int version = (int)Scalar(connection, transaction, "PRAGMA user_version");
        for (int i = version; i < migrations.Count; i++)
        {
            Execute(connection, transaction, migrations[i]);
        }

        if (version < migrations.Count)
        {
            // A pragma takes no parameters.
            Execute(connection, transaction, string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA user_version = {migrations.Count}; PRAGMA application_id = {applicationId}"));
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
