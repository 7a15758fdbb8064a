using System.Collections.Concurrent;
using FinCluster.Core.Hosting;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Local.Tenants;

/// <summary>The ledger of one process: accounts in memory, the tokens of each month in SQLite.</summary>
/// <remarks>
/// Calls complete at once and never touch the disk; what a month has cost is written behind, every second and at the end. A crash loses
/// the tokens of the last second, and of the requests under way all but what their last renewal said. After a start the buckets are full. Each account has a
/// lock of its own. All members may be called from any thread.
/// </remarks>
public sealed partial class LocalTenantLedger : ITenantLedger, IAsyncDisposable
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, Holder> _accounts = new();
    private readonly TenantDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _writing;

    private LocalTenantLedger(TenantDatabase database, TimeProvider time, ILogger logger)
    {
        _database = database;
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _writing = Periodic.RunAsync(WriteInterval, _time, _ => TryWriteAsync(), _ending.Token);
    }

    /// <summary>Opens the ledger of a data folder.</summary>
    /// <param name="folder">The data folder of this process. The ledger must be disposed before it.</param>
    /// <param name="time">Measures leases and buckets by its timestamps, months by its date.</param>
    /// <param name="logger">Hears of a disk that fails.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<LocalTenantLedger> OpenAsync(
        LocalDataFolder folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        TenantDatabase database = await TenantDatabase.OpenAsync(folder.Path, cancellationToken);
        int month = LedgerTime.MonthOf(time.GetUtcNow());
        var ledger = new LocalTenantLedger(database, time, logger);
        foreach ((TenantId tenant, long tokens) in await database.ReadAsync(read => read.ReadSpend(month), CancellationToken.None))
        {
            ledger._accounts[tenant] = new Holder(month, tokens);
        }

        return ledger;
    }

    /// <inheritdoc/>
    public ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        Check(reservation, cancellationToken);
        Holder holder = Account(reservation.Tenant);
        lock (holder.Gate)
        {
            return ValueTask.FromResult(holder.Account.Reserve(reservation, Now()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken)
    {
        Check(reservation, cancellationToken);
        Holder holder = Account(reservation.Tenant);
        lock (holder.Gate)
        {
            return ValueTask.FromResult(holder.Account.Renew(reservation, Reservation.Clamp(tokensSoFar), Now()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken)
    {
        Check(reservation, cancellationToken);
        Holder holder = Account(reservation.Tenant);
        lock (holder.Gate)
        {
            return ValueTask.FromResult(holder.Account.Settle(reservation, Reservation.Clamp(tokens), Now()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.ThrowIfInvalid();
        cancellationToken.ThrowIfCancellationRequested();
        Holder holder = Account(tenant);
        lock (holder.Gate)
        {
            return ValueTask.FromResult(holder.Account.GetUsage(limits, Now()));
        }
    }

    /// <summary>Stores what is not stored yet and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
        await _writing;
        await TryWriteAsync();
        await _database.DisposeAsync();
        _ending.Dispose();
    }

    private static void Check(Reservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        reservation.ThrowIfInvalid();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Holder Account(TenantId tenant) => _accounts.GetOrAdd(tenant, static _ => new Holder(0, 0));

    private LedgerTime Now() => LedgerTime.From(_time.GetElapsedTime(_started), _time.GetUtcNow());

    /// <summary>Stores what has changed; what a failing disk does not take is tried again with the next round.</summary>
    private async Task TryWriteAsync()
    {
        (Holder Holder, TenantId Tenant, int Month, long Tokens)[] changed = [.. _accounts.Select(Changed).Where(entry => entry.Month > 0)];
        if (changed.Length == 0)
        {
            return;
        }

        try
        {
            await _database.WriteAsync(
                write =>
                {
                    Array.ForEach(changed, entry => write.WriteSpend(entry.Tenant, entry.Month, entry.Tokens));
                    return true;
                },
                CancellationToken.None);
            Array.ForEach(changed, entry => entry.Holder.Stored = (entry.Month, entry.Tokens));
        }
        catch (DataFolderException e)
        {
            LogNotStored(_logger, e);
        }
    }

    private static (Holder Holder, TenantId Tenant, int Month, long Tokens) Changed(KeyValuePair<TenantId, Holder> entry)
    {
        lock (entry.Value.Gate)
        {
            (int Month, long Tokens) now = (entry.Value.Account.Month, entry.Value.Account.FirmMonthTokens);
            return now == entry.Value.Stored ? default : (entry.Value, entry.Key, now.Month, now.Tokens);
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "what tenants have used cannot be stored and is kept in memory until it can")]
    private static partial void LogNotStored(ILogger logger, Exception error);

    private sealed class Holder
    {
        public Holder(int month, long tokens)
        {
            Account.Restore(month, tokens);
            Stored = (month, tokens);
        }

        public Lock Gate { get; } = new();

        public TenantAccount Account { get; } = new();

        /// <summary>Gets or sets what the database has; only the writing loop, or the end, uses it.</summary>
        public (int Month, long Tokens) Stored { get; set; }
    }
}
