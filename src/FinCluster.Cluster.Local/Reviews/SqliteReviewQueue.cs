using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Reviews;

/// <summary>Keeps the review queue in a SQLite database in the data folder.</summary>
/// <remarks>
/// Several processes may have the file open. A change that returned is on the disk. When the disk fails a call ends with <see cref="DataFolderException"/>. All members may be
/// called from any thread.
/// </remarks>
public sealed class SqliteReviewQueue : IReviewQueue, IAsyncDisposable
{
    private readonly SharedDatabase _database;
    private readonly ReviewQueueOptions _options;

    private SqliteReviewQueue(SharedDatabase database, ReviewQueueOptions options) => (_database, _options) = (database, options);

    /// <summary>Opens the queue of a data folder and creates what is not there.</summary>
    /// <param name="folder">The full path of the folder; it may be in use by a server.</param>
    /// <param name="options">How large the queue may get.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<SqliteReviewQueue> OpenAsync(string folder, ReviewQueueOptions options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxOpen, 1, nameof(options));
        return new SqliteReviewQueue(await SharedDatabase.OpenAsync(folder, ReviewSchema.FileName, ReviewSchema.Schema, cancellationToken), options);
    }

    /// <inheritdoc/>
    public Task<int> AddAsync(ReviewItem item, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalid(item);
        return RunAsync(statements => Add(statements, item), isRead: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReviewItem?> FindAsync(ReviewId id, CancellationToken cancellationToken) =>
        RunAsync(statements => statements.Find(id), isRead: true, cancellationToken);

    /// <inheritdoc/>
    public Task<ReviewPage> ListAsync(ReviewStatus? status, TenantId? tenant, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalidPageSize(pageSize);
        long before = cursor is null ? long.MaxValue : ReviewCursor.Decode(cursor);
        return RunAsync(statements => statements.List(status, tenant, pageSize, before), isRead: true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DecideStatus> DecideAsync(ReviewId id, ReviewDecision decision, CancellationToken cancellationToken)
    {
        ReviewRules.ThrowIfInvalid(decision);
        return RunAsync(statements => Decide(statements, id, decision), isRead: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReviewCounts> CountAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, long> counts = await RunAsync(statements => statements.Counts(), isRead: true, cancellationToken);
        long Of(ReviewStatus status) => counts.GetValueOrDefault(EnumNames<ReviewStatus>.Format(status));
        return new ReviewCounts(
            Of(ReviewStatus.Open), Of(ReviewStatus.Approved), Of(ReviewStatus.Corrected), Of(ReviewStatus.Rejected),
            counts.GetValueOrDefault(ReviewStatements.Dropped));
    }

    /// <summary>Lets the call in progress finish and closes the file.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private int Add(ReviewStatements statements, ReviewItem item)
    {
        if (!statements.Insert(item) || CountStatus(statements, ReviewStatus.Open, 1) <= _options.MaxOpen)
        {
            return 0;
        }

        statements.Drop();
        CountStatus(statements, ReviewStatus.Open, -1);
        statements.Count(ReviewStatements.Dropped, 1);
        return 1;
    }

    private static DecideStatus Decide(ReviewStatements statements, ReviewId id, ReviewDecision decision)
    {
        if (!statements.Decide(id, decision))
        {
            return statements.Exists(id) ? DecideStatus.AlreadyDecided : DecideStatus.NotFound;
        }

        CountStatus(statements, ReviewStatus.Open, -1);
        CountStatus(statements, decision.Status, 1);
        return DecideStatus.Decided;
    }

    private static long CountStatus(ReviewStatements statements, ReviewStatus status, int change) =>
        statements.Count(EnumNames<ReviewStatus>.Format(status), change);

    private Task<T> RunAsync<T>(Func<ReviewStatements, T> work, bool isRead, CancellationToken cancellationToken) =>
        _database.RunAsync((SqliteConnection connection, SqliteTransaction transaction) => work(new ReviewStatements(connection, transaction)), isRead, cancellationToken);
}
