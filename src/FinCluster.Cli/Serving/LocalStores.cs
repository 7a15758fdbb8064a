using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Catalog;
using FinCluster.Cluster.Local.Reviews;
using FinCluster.Cluster.Local.Scaling;
using FinCluster.Cluster.Local.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Review;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>The data folder of a server, and everything that is stored in it.</summary>
internal sealed class LocalStores : IAsyncDisposable
{
    private readonly IEnumerable<object> _opened;

    private LocalStores(
        IEnumerable<object> opened,
        SqliteSessionStore sessions,
        SqliteTenantDirectory tenants,
        LocalTenantLedger ledger,
        ICatalog catalog,
        SqliteLeadership leadership,
        SqliteReviewQueue reviews)
    {
        _opened = opened;
        Sessions = sessions;
        Tenants = tenants;
        Ledger = ledger;
        Catalog = catalog;
        Leadership = leadership;
        Reviews = reviews;
    }

    public SqliteSessionStore Sessions { get; }

    public SqliteTenantDirectory Tenants { get; }

    public LocalTenantLedger Ledger { get; }

    public ICatalog Catalog { get; }

    public SqliteLeadership Leadership { get; }

    public SqliteReviewQueue Reviews { get; }

    /// <summary>Opens the folder for this process alone.</summary>
    /// <exception cref="DataFolderException">The data folder is not usable.</exception>
    public static async Task<LocalStores> OpenAsync(string path, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // The last first: what is closed may still write to what was opened before it.
        var opened = new Stack<object>();
        try
        {
            var folder = LocalDataFolder.Open(path);
            opened.Push(folder);
            SqliteSessionStore sessions = await SqliteSessionStore.OpenAsync(folder, TimeProvider.System, cancellationToken);
            opened.Push(sessions);
            SqliteTenantDirectory tenants = await SqliteTenantDirectory.OpenAsync(folder.Path, cancellationToken);
            opened.Push(tenants);
            LocalTenantLedger ledger = await LocalTenantLedger.OpenAsync(
                folder, TimeProvider.System, loggers.CreateLogger<LocalTenantLedger>(), cancellationToken);
            opened.Push(ledger);
            LocalCatalog catalog = await LocalCatalog.OpenAsync(
                folder.Path, TimeProvider.System, loggers.CreateLogger<LocalCatalog>(), cancellationToken);
            opened.Push(catalog);
            SqliteLeadership leadership = await SqliteLeadership.OpenAsync(folder, TimeProvider.System, cancellationToken);
            opened.Push(leadership);
            SqliteReviewQueue reviews = await SqliteReviewQueue.OpenAsync(folder.Path, new ReviewQueueOptions(), cancellationToken);
            opened.Push(reviews);
            return new LocalStores(opened, sessions, tenants, ledger, catalog.Port, leadership, reviews);
        }
        catch
        {
            await DisposeAllAsync(opened);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAllAsync(_opened);

    private static async ValueTask DisposeAllAsync(IEnumerable<object> opened)
    {
        foreach (object store in opened)
        {
            await (store is IAsyncDisposable asynchronous ? asynchronous.DisposeAsync() : DisposeNow((IDisposable)store));
        }
    }

    private static ValueTask DisposeNow(IDisposable store)
    {
        store.Dispose();
        return ValueTask.CompletedTask;
    }
}
