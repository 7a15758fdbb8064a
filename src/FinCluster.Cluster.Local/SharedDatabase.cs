using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>A database of the data folder that several processes share: one connection, used by one caller at a time.</summary>
/// <remarks>
/// Several processes may have the file open: the server that runs over the folder, and commands that change something beside it. SQLite's own locks
/// keep them apart. Calls block, so they run on the thread pool. All members may be called from any thread.
/// </remarks>
internal sealed class SharedDatabase : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _fileName;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _disposed;

    private SharedDatabase(string folder, string fileName, SqliteConnection connection) =>
        (_folder, _fileName, _connection) = (folder, fileName, connection);

    /// <summary>Opens a database in a folder and creates it when it is not there.</summary>
    /// <param name="folder">The full path of the data folder.</param>
    /// <param name="fileName">The name of the file in it.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The file cannot be used.</exception>
    public static Task<SharedDatabase> OpenAsync(string folder, string fileName, SharedSchema schema, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder, fileName, schema), cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is stored, or nothing when it throws.</summary>
    /// <remarks>Cancelling ends the wait for the turn; work that has begun is finished, so its outcome is always known.</remarks>
    /// <param name="work">What is done.</param>
    /// <param name="isRead">Whether it only reads; it then sees one state, and waits for no writer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, bool isRead, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => Run(work, isRead), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lets the work in progress finish, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        if (!_disposed)
        {
            _disposed = true;
            await _connection.DisposeAsync();
        }

        _gate.Release();
    }

    private static SharedDatabase Open(string folder, string fileName, SharedSchema schema)
    {
        LocalDataFolder.Create(folder);
        SqliteConnection? connection = null;
        try
        {
            connection = SessionConnection.OpenWriter(Path.Combine(folder, fileName));
            if (schema.Check(connection) is { } problem)
            {
                throw DataFolderErrors.Create(problem, folder, fileName);
            }

            SessionConnection.MakeDurable(connection);
            schema.Migrate(connection);
            var database = new SharedDatabase(folder, fileName, connection);
            connection = null;
            return database;
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(folder, fileName, error);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private T Run<T>(Func<SqliteConnection, SqliteTransaction, T> work, bool isRead)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: isRead);
            T result = work(_connection, transaction);
            transaction.Commit();
            return result;
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(_folder, _fileName, error);
        }
    }
}
