using FinCluster.Artifacts;
using FinCluster.Cli.Client;
using FinCluster.Cli.Commands;
using FinCluster.Cluster.Local.Catalog;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Serving;

/// <summary>The catalog that an operator works on, and its files: in folders, in a cluster's store, or behind a gateway. Owns what it has opened.</summary>
internal sealed class CatalogStore : IAsyncDisposable
{
    /// <summary>The folder of files in the data folder.</summary>
    public const string ArtifactsFolder = "artifacts";

    private readonly IAsyncDisposable _backend;
    private readonly Func<ICatalogFiles> _openFiles;

    private CatalogStore(IAsyncDisposable backend, ICatalog catalog, Func<ICatalogFiles> openFiles)
    {
        _backend = backend;
        Catalog = catalog;
        _openFiles = openFiles;
    }

    /// <summary>Works through a gateway, which is closed with the store.</summary>
    public static CatalogStore Over(ServerConnection gateway) =>
        new(gateway, new RemoteCatalog(gateway), () => new RemoteCatalogFiles(gateway, TimeProvider.System));

    /// <summary>Gets the catalog.</summary>
    public ICatalog Catalog { get; }

    /// <summary>Opens the catalog of a data folder, whether a server runs over it or not.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="artifacts">The folder of files; null for the one in the data folder.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<CatalogStore> OpenLocalAsync(string dataFolder, string? artifacts, CancellationToken cancellationToken)
    {
        LocalCatalog catalog = await LocalCatalog.OpenAsync(dataFolder, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return new CatalogStore(catalog, catalog.Port, () => OpenFolder(catalog.Port, artifacts ?? Path.Combine(dataFolder, ArtifactsFolder)));
    }

    /// <summary>Opens the catalog of a cluster.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="artifacts">The folder of files that its machines share; null when none is named.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<CatalogStore> OpenClusterAsync(ClusterAddress cluster, string? artifacts, CancellationToken cancellationToken)
    {
        ControlPlane plane = await ControlPlane.OpenClusterAsync(cluster, ControlPlaneRole.Tool, NullLoggerFactory.Instance, cancellationToken);
        return new CatalogStore(plane, plane.Catalog, () => OpenFolder(plane.Catalog, artifacts));
    }

    /// <summary>Opens the files.</summary>
    /// <exception cref="UsageException">The command line names no folder of them.</exception>
    /// <exception cref="ArtifactException">The folder cannot be used.</exception>
    public ICatalogFiles OpenFiles() => _openFiles();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private static FolderCatalogFiles OpenFolder(ICatalog catalog, string? artifacts) => artifacts is null
        ? throw new UsageException("--artifacts must name the folder of the files, which the machines of the cluster share")
        : new FolderCatalogFiles(catalog, FolderArtifactStore.Open(artifacts, new FolderArtifactStoreOptions(), TimeProvider.System));
}
