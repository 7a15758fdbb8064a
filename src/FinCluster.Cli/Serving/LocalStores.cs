using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Tenants;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Serving;

/// <summary>The data folder of a server, and everything that is stored in it.</summary>
internal sealed class LocalStores : IAsyncDisposable
{
    private readonly LocalDataFolder _folder;

    private LocalStores(LocalDataFolder folder, SqliteSessionStore sessions, SqliteTenantDirectory tenants, LocalTenantLedger ledger)
    {
        _folder = folder;
        Sessions = sessions;
        Tenants = tenants;
        Ledger = ledger;
    }

    public SqliteSessionStore Sessions { get; }

    public SqliteTenantDirectory Tenants { get; }

    public LocalTenantLedger Ledger { get; }

    /// <summary>Opens the folder for this process alone.</summary>
    /// <exception cref="DataFolderException">The data folder is not usable.</exception>
    public static async Task<LocalStores> OpenAsync(string path, CancellationToken cancellationToken)
    {
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
                folder, TimeProvider.System, NullLogger.Instance, cancellationToken);
            return new LocalStores(folder, sessions, tenants, ledger);
        }
        catch
        {
            await DisposeAllAsync(opened);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAllAsync([Ledger, Tenants, Sessions, _folder]);

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
