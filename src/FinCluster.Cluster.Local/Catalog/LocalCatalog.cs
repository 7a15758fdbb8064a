using FinCluster.Core.Catalog;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Local.Catalog;

/// <summary>The catalog of a data folder. Ends with its file.</summary>
public sealed partial class LocalCatalog : IAsyncDisposable
{
    private readonly SqliteCatalogLog _log;
    private readonly LoggedCatalog _catalog;

    private LocalCatalog(SqliteCatalogLog log, LoggedCatalog catalog) => (_log, _catalog) = (log, catalog);

    /// <summary>Gets the port.</summary>
    public ICatalog Port => _catalog;

    /// <summary>Opens the catalog of a data folder and creates what is not there.</summary>
    /// <param name="folder">The full path of the folder; it may be in use by a server.</param>
    /// <param name="time">Dates changes.</param>
    /// <param name="logger">Told when the file cannot be read any more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<LocalCatalog> OpenAsync(string folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        SqliteCatalogLog log = await SqliteCatalogLog.OpenAsync(folder, time, cancellationToken);
        try
        {
            return new LocalCatalog(log, await LoggedCatalog.OpenAsync(log, time, e => LogAway(logger, e), cancellationToken));
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops following and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _log.DisposeAsync();
    }

    [LoggerMessage(4002, LogLevel.Warning, "the catalog cannot be read; what is known of it stays")]
    private static partial void LogAway(ILogger logger, Exception error);
}
