using FinCluster.Artifacts;
using FinCluster.Cluster.Local.Catalog;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Serving;

/// <summary>The catalog that an operator works on, and the folder of its files. Owns what it has opened.</summary>
internal sealed class CatalogStore : IAsyncDisposable
{
    /// <summary>The folder of files in the data folder.</summary>
    public const string ArtifactsFolder = "artifacts";

    private readonly IAsyncDisposable _backend;
    private readonly string? _artifacts;

    private CatalogStore(IAsyncDisposable backend, ICatalog catalog, string? artifacts)
    {
        _backend = backend;
        Catalog = catalog;
        _artifacts = artifacts;
    }

    /// <summary>Gets the catalog.</summary>
    public ICatalog Catalog { get; }

    /// <summary>Opens the catalog of a data folder, whether a server runs over it or not.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="artifacts">The folder of files; null for the one in the data folder.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<CatalogStore> OpenLocalAsync(string dataFolder, string? artifacts, CancellationToken cancellationToken)
    {
        LocalCatalog catalog = await LocalCatalog.OpenAsync(dataFolder, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return new CatalogStore(catalog, catalog.Port, artifacts ?? Path.Combine(dataFolder, ArtifactsFolder));
    }

    /// <summary>Opens the catalog of a cluster.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="artifacts">The folder of files that its machines share; null when none is named.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<CatalogStore> OpenClusterAsync(ClusterAddress cluster, string? artifacts, CancellationToken cancellationToken)
    {
        ControlPlane plane = await ControlPlane.OpenClusterAsync(cluster, ControlPlaneRole.Tool, NullLoggerFactory.Instance, cancellationToken);
        return new CatalogStore(plane, plane.Catalog, artifacts);
    }

    /// <summary>Opens the folder of files; null when the command line names none.</summary>
    /// <exception cref="ArtifactException">The folder cannot be used.</exception>
    public IArtifactStore? OpenArtifacts() =>
        _artifacts is null ? null : FolderArtifactStore.Open(_artifacts, new FolderArtifactStoreOptions(), TimeProvider.System);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();
}
