using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Local;

/// <summary>Keeps sessions in a SQLite database in the data folder, and their writer leases in memory.</summary>
/// <remarks>
/// A commit that returned is on the disk. The listing follows the order of commits, not the wall clock, so a clock that is set back
/// moves nothing. When the disk fails a call ends with <see cref="DataFolderException"/> and changed nothing.
/// </remarks>
public sealed class SqliteSessionStore : ISessionStore, IAsyncDisposable
{
    private const string FileName = "sessions.db";
    private const int MaxPageLimit = 1_000;

    private readonly SessionDatabase _database;
    private readonly TimeProvider _time;
    private readonly EpochCounter _counter;
    private readonly SessionLeaseTable _leases;
    private readonly SessionCursor _cursors;

    private SqliteSessionStore(SessionDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _counter = new EpochCounter(database.Epoch.Number);
        _leases = new SessionLeaseTable(time, _counter);
        _cursors = new SessionCursor(database.Epoch.CursorKey);
    }

    /// <summary>Opens the sessions in <paramref name="folder"/>. The store must be disposed before the folder.</summary>
    /// <param name="folder">The data folder of this process.</param>
    /// <param name="time">Gives the time of turns and measures leases.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<SqliteSessionStore> OpenAsync(
        LocalDataFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        SessionDatabase database = await Task.Run(
            () => SessionDatabase.Open(folder.Path, folder.FilePath(FileName)), cancellationToken);
        return new SqliteSessionStore(database, time);
    }

    /// <inheritdoc/>
    public async Task<SessionSummary> CreateAsync(
        TenantId tenant, string? model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ChatMessage[] first = Copy(messages);
        DateTimeOffset now = _time.GetUtcNow();
        var session = new SessionSummary
        {
            Id = SessionId.New(),
            Tenant = tenant,
            Version = 0,
            Model = model,
            MessageCount = first.Length,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await _database.WriteAsync(
            writer =>
            {
                writer.Insert(session, _counter.Next(), first);
                return session;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SessionRecord?> FindAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken) =>
        _database.ReadAsync(reader => reader.Find(tenant, session, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<SessionPage> ListAsync(TenantId tenant, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPageLimit);
        long before = cursor is null ? long.MaxValue : _cursors.Decode(tenant, cursor);

        // One row more than the page tells whether there is another page.
        List<SessionRow> rows = await _database.ReadAsync(reader => reader.List(tenant, before, limit + 1), cancellationToken);
        SessionSummary[] page = [.. rows.Take(limit).Select(row => row.Summary)];
        return new SessionPage(page, rows.Count > limit ? _cursors.Encode(tenant, rows[limit - 1].UpdateOrder) : null);
    }

    /// <inheritdoc/>
    public async Task<DeleteStatus> DeleteAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken)
    {
        if (await FindSummaryAsync(tenant, session, cancellationToken) is null)
        {
            return DeleteStatus.NotFound;
        }

        // Holding the lease keeps writers out while the rows go.
        if (_leases.TryTake(tenant, session, TimeSpan.MaxValue) is not { } token)
        {
            return DeleteStatus.Busy;
        }

        try
        {
            bool deleted = await _database.WriteAsync(writer => writer.Delete(tenant, session), cancellationToken);
            return deleted ? DeleteStatus.Deleted : DeleteStatus.NotFound;
        }
        finally
        {
            _leases.End(tenant, session, token, pinned: true);
        }
    }

    /// <inheritdoc/>
    public async Task<AcquireResult> AcquireAsync(
        TenantId tenant, SessionId session, long? expectedVersion, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);

        // Looking before taking the lease keeps a caller that cannot have it from making another one busy.
        SessionSummary? seen = await FindSummaryAsync(tenant, session, cancellationToken);
        if (Refuse(seen, expectedVersion) is { } refused)
        {
            return refused;
        }

        if (_leases.TryTake(tenant, session, duration) is not { } token)
        {
            return new AcquireResult(AcquireStatus.Busy, null, null, seen!.Version);
        }

        AcquireResult result = new(AcquireStatus.NotFound, null, null, 0);
        try
        {
            result = await ReadUnderLeaseAsync(tenant, session, expectedVersion, token, cancellationToken);
            return result;
        }
        finally
        {
            if (result.Status != AcquireStatus.Acquired)
            {
                _leases.End(tenant, session, token, pinned: false);
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(SessionLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_leases.TryRenew(lease, duration));
    }

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(
        SessionLease lease, IReadOnlyList<ChatMessage> messages, NodeId? warmNode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ChatMessage[] turn = Copy(messages);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_leases.TryPin(lease))
        {
            return await LostAsync(lease, cancellationToken);
        }

        bool ended = false;
        try
        {
            bool appended = await _database.WriteAsync(
                writer => writer.TryAppend(lease, _time.GetUtcNow(), _counter.Next(), turn, warmNode), cancellationToken);
            ended = true;
            _leases.End(lease.Tenant, lease.Session, lease.FencingToken, pinned: true);
            return appended
                ? new CommitResult(CommitStatus.Committed, lease.Version + 1)
                : await LostAsync(lease, CancellationToken.None);
        }
        finally
        {
            if (!ended)
            {
                _leases.Unpin(lease);
            }
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(SessionLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        _leases.End(lease.Tenant, lease.Session, lease.FencingToken, pinned: false);
        return Task.CompletedTask;
    }

    /// <summary>Lets the write in progress finish, closes the database and ends all leases.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    // The database reads the messages later, on another thread.
    private static ChatMessage[] Copy(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return [.. messages];
    }

    private static AcquireResult? Refuse(SessionSummary? session, long? expectedVersion)
    {
        if (session is null)
        {
            return new AcquireResult(AcquireStatus.NotFound, null, null, 0);
        }

        return expectedVersion is { } expected && expected != session.Version
            ? new AcquireResult(AcquireStatus.VersionMismatch, null, null, session.Version)
            : null;
    }

    private async Task<AcquireResult> ReadUnderLeaseAsync(
        TenantId tenant, SessionId session, long? expectedVersion, long token, CancellationToken cancellationToken)
    {
        SessionRecord? record = await FindAsync(tenant, session, cancellationToken);
        if (record is null || Refuse(record.Summary, expectedVersion) is not null)
        {
            return Refuse(record?.Summary, expectedVersion)!;
        }

        var lease = new SessionLease(tenant, session, record.Summary.Version, token);
        return new AcquireResult(AcquireStatus.Acquired, lease, record, record.Summary.Version);
    }

    private async Task<CommitResult> LostAsync(SessionLease lease, CancellationToken cancellationToken)
    {
        SessionSummary? session = await FindSummaryAsync(lease.Tenant, lease.Session, cancellationToken);
        return new CommitResult(session is null ? CommitStatus.NotFound : CommitStatus.LeaseLost, 0);
    }

    private Task<SessionSummary?> FindSummaryAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken) =>
        _database.ReadAsync(reader => reader.FindSummary(tenant, session), cancellationToken);
}
