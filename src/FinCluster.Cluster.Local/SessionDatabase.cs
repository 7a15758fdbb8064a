using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local;

/// <summary>The session database: one writer behind a gate, and as many readers as run at once.</summary>
/// <remarks>
/// SQLite has one writer, so writes take turns here, in the order in which they came, rather than by SQLite's busy polling. SQLite's
/// calls block; they run on the thread pool, so a slow disk holds up no caller. All members may be called from any thread.
/// </remarks>
internal sealed class SessionDatabase : IAsyncDisposable
{
    // More idle readers than can run at once are of no use.
    private static readonly int MaxIdleReaders = Environment.ProcessorCount;

    private readonly string _folder;
    private readonly string _file;
    private readonly SessionWriter _writer;
    private readonly SemaphoreSlim _writeGate = new(1, 1);
    private readonly ConcurrentQueue<SessionReader> _idleReaders = [];
    private volatile bool _disposed;

    private SessionDatabase(string folder, string file, SessionWriter writer, SessionEpoch epoch)
    {
        _folder = folder;
        _file = file;
        _writer = writer;
        Epoch = epoch;
    }

    /// <summary>Gets the run of the process that this is.</summary>
    public SessionEpoch Epoch { get; }

    /// <summary>Opens the database and creates it when it is not there.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="file">The full path of the file.</param>
    /// <exception cref="DataFolderException">The file cannot be used.</exception>
    public static SessionDatabase Open(string folder, string file)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = SessionConnection.OpenWriter(file);
            if (SessionSchema.Check(connection) is { } problem)
            {
                throw DataFolderErrors.Create(problem, folder, Path.GetFileName(file));
            }

            SessionConnection.MakeDurable(connection);
            SessionEpoch epoch = SessionSchema.Begin(connection);
            var database = new SessionDatabase(folder, file, new SessionWriter(connection), epoch);
            connection = null;
            return database;
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(folder, Path.GetFileName(file), error);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>Runs <paramref name="work"/> with a reader.</summary>
    public Task<T> ReadAsync<T>(Func<SessionReader, T> work, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return Guard(() => Read(work));
            },
            cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction, after those that came before it.</summary>
    /// <remarks>Cancelling ends the wait for the turn; work that has begun is finished, so its outcome is always known.</remarks>
    public async Task<T> WriteAsync<T>(Func<SessionWriter, T> work, CancellationToken cancellationToken)
    {
        await _writeGate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => Guard(() => _writer.InTransaction(work)), CancellationToken.None);
        }
        finally
        {
            _writeGate.Release();
        }
    }

    /// <summary>Lets the write in progress finish, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writeGate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            DisposeIdleReaders();
            _writer.Dispose();
        }
        finally
        {
            // The gate stays usable: those who wait for it must wake and see that the database is closed.
            _writeGate.Release();
        }
    }

    private T Read<T>(Func<SessionReader, T> work)
    {
        if (!_idleReaders.TryDequeue(out SessionReader? reader))
        {
            reader = new SessionReader(_file);
        }

        bool healthy = false;
        try
        {
            T result = work(reader);
            healthy = true;
            return result;
        }
        finally
        {
            Return(reader, healthy);
        }
    }

    private void Return(SessionReader reader, bool healthy)
    {
        if (healthy && _idleReaders.Count < MaxIdleReaders)
        {
            _idleReaders.Enqueue(reader);
        }
        else
        {
            reader.Dispose();
        }

        if (_disposed)
        {
            DisposeIdleReaders();
        }
    }

    private void DisposeIdleReaders()
    {
        while (_idleReaders.TryDequeue(out SessionReader? reader))
        {
            reader.Dispose();
        }
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw DataFolderErrors.FromSqlite(_folder, Path.GetFileName(_file), error);
        }
    }
}
