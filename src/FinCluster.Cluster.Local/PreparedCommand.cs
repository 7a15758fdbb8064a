using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>Makes commands that are compiled once and run many times.</summary>
internal static class PreparedCommand
{
    /// <summary>Compiles <paramref name="sql"/> with unbound parameters of the given names.</summary>
    public static SqliteCommand Create(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        command.Prepare();
        return command;
    }
}
