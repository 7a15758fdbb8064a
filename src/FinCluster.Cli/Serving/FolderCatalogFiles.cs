using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Cli.Serving;

/// <summary>The files of a catalog in a folder that this process can write.</summary>
internal sealed class FolderCatalogFiles(ICatalog catalog, IArtifactStore files) : ICatalogFiles
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly ArtifactInspector _inspector = new();

    /// <inheritdoc/>
    public async Task<CatalogResult> PushAsync(
        Artifact artifact, FileStream content, IProgress<UploadProgress> progress, CancellationToken cancellationToken)
    {
        var intake = new ArtifactIntake(catalog, files, _inspector, TimeProvider.System);
        await using ArtifactUpload upload = await intake.BeginAsync(artifact, cancellationToken);
        content.Position = upload.Offset;
        byte[] chunk = new byte[ChunkBytes];
        int count;
        while (!upload.IsComplete && (count = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            await upload.AppendAsync(chunk.AsMemory(0, count), cancellationToken);
            progress.Report(new UploadProgress(upload.Offset, artifact.Bytes));
        }

        return await upload.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VerifiedArtifact>> VerifyAsync(CatalogSnapshot known, CancellationToken cancellationToken) =>
        await CatalogVerifier.VerifyAsync(known, files, _inspector, cancellationToken).ToListAsync(cancellationToken);
}
