using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Tenants;

/// <summary>The tenant database: one connection, used by one caller at a time.</summary>
/// <remarks>
/// Several processes may have the file open: the server that runs over the folder, and commands that change tenants beside it. SQLite's own locks
/// keep them apart. Calls block, so they run on the thread pool. All members may be called from any thread.
/// </remarks>
internal sealed class TenantDatabase : IAsyncDisposable
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "tenants.db";

    private readonly string _folder;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _disposed;

    private TenantDatabase(string folder, SqliteConnection connection)
    {
        _folder = folder;
        _connection = connection;
    }

    /// <summary>Opens the database in a folder and creates it when it is not there.</summary>
    /// <exception cref="DataFolderException">The file cannot be used.</exception>
    public static Task<TenantDatabase> OpenAsync(string folder, CancellationToken cancellationToken) =>
        Task.Run(() => Open(folder), cancellationToken);

    /// <summary>Runs <paramref name="work"/> on one state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<TenantStatements, T> work, CancellationToken cancellationToken) =>
        RunAsync(work, deferred: true, cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is stored, or nothing when it throws.</summary>
    /// <remarks>Cancelling ends the wait for the turn; work that has begun is finished, so its outcome is always known.</remarks>
    public Task<T> WriteAsync<T>(Func<TenantStatements, T> work, CancellationToken cancellationToken) =>
        RunAsync(work, deferred: false, cancellationToken);

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

    private static TenantDatabase Open(string folder)
    {
        LocalDataFolder.Create(folder);
        SqliteConnection? connection = null;
        try
        {
            connection = SessionConnection.OpenWriter(Path.Combine(folder, FileName));
            if (TenantSchema.Check(connection) is { } problem)
            {
                throw DataFolderErrors.Create(problem, folder, FileName);
            }

            SessionConnection.MakeDurable(connection);
            TenantSchema.Migrate(connection);
            var database = new TenantDatabase(folder, connection);
            connection = null;
            return database;
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(folder, FileName, error);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private async Task<T> RunAsync<T>(Func<TenantStatements, T> work, bool deferred, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => Run(work, deferred), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    private T Run<T>(Func<TenantStatements, T> work, bool deferred)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred);
            T result = work(new TenantStatements(_connection, transaction));
            transaction.Commit();
            return result;
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(_folder, FileName, error);
        }
    }
}
