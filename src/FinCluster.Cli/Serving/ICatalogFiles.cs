using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Cli.Serving;

/// <summary>The files of the catalog that an operator works on, in a folder or behind a gateway.</summary>
internal interface ICatalogFiles
{
    /// <summary>Adds a file, from what is there of it already.</summary>
    /// <param name="artifact">What is said of it.</param>
    /// <param name="content">The file.</param>
    /// <param name="progress">Told how many bytes are there.</param>
    /// <param name="cancellationToken">Ends the call; what came until then is gone on with by the next one.</param>
    Task<CatalogResult> PushAsync(Artifact artifact, FileStream content, IProgress<UploadProgress> progress, CancellationToken cancellationToken);

    /// <summary>Reads every file that the catalog needs.</summary>
    Task<IReadOnlyList<VerifiedArtifact>> VerifyAsync(CatalogSnapshot catalog, CancellationToken cancellationToken);
}

/// <summary>How far a file has come.</summary>
/// <param name="Bytes">How many bytes are there.</param>
/// <param name="TotalBytes">How many it has.</param>
/// <param name="Interruption">Why it begins again here; null when it goes on.</param>
internal readonly record struct UploadProgress(long Bytes, long TotalBytes, string? Interruption = null);
