using System.Runtime.CompilerServices;
using FinCluster.Cli.Serving;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Wire;
using Google.Protobuf;
using ErrorCode = FinCluster.Core.Errors.ErrorCode;

namespace FinCluster.Cli.Client;

/// <summary>The files of a catalog behind a gateway. An upload whose connection breaks is gone on with.</summary>
/// <param name="gateway">The gateway.</param>
/// <param name="time">Times the attempts.</param>
internal sealed class RemoteCatalogFiles(ServerConnection gateway, TimeProvider time) : ICatalogFiles
{
    private const int ChunkBytes = 256 * 1024;

    // Together some 60 seconds without a single byte: a gateway that is started anew is back by then.
    private const int MaxFailures = 7;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task<CatalogResult> PushAsync(
        Artifact artifact, FileStream content, IProgress<UploadProgress> progress, CancellationToken cancellationToken)
    {
        long furthest = -1;
        for (int failures = 0; ; failures++)
        {
            long received = furthest;
            try
            {
                Upload upload = await gateway.CallAsync(
                    ModelMethods.GetUpload, new GetUploadRequest { Sha256 = artifact.Hash.Value }, cancellationToken);
                received = upload.ReceivedBytes;
                failures = received > furthest ? 0 : failures;
                furthest = Math.Max(furthest, received);
                return CatalogWire.ToCore(await gateway.Channel.ClientStreamingAsync(
                    ModelMethods.PushArtifact, PartsAsync(artifact, upload, content, progress, cancellationToken), gateway.Call, cancellationToken));
            }
            catch (GrpcException e) when (CanGoOn(e) && failures < MaxFailures)
            {
                progress.Report(new UploadProgress(Math.Max(received, 0), artifact.Bytes, e.Detail));
                await Task.Delay(FirstDelay * (1 << failures), time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VerifiedArtifact>> VerifyAsync(CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        VerifyArtifactsResponse response = await gateway.CallAsync(ModelMethods.VerifyArtifacts, new VerifyArtifactsRequest(), cancellationToken);

        // What was added since the catalog was read is not in what is shown of it.
        return
        [
            .. response.Files
                .Select(file => (Artifact: catalog.FindArtifact(CatalogWire.ReadHash(file.Sha256, "sha256")), file))
                .Where(file => file.Artifact is not null)
                .Select(file => new VerifiedArtifact(file.Artifact!, file.file.HasProblem ? file.file.Problem : null)),
        ];
    }

    // The gateway may still hold what the broken connection has brought; then the next look at it says how far that came.
    private static bool CanGoOn(GrpcException error) =>
        error.Status == GrpcStatus.Unavailable || error.Trailers[ErrorWire.ErrorTrailer] == ErrorTable.Get(ErrorCode.UploadOffsetMismatch).Name;

    private static async IAsyncEnumerable<PushArtifactRequest> PartsAsync(
        Artifact artifact, Upload upload, FileStream content, IProgress<UploadProgress> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long offset = upload.IsComplete ? 0 : upload.ReceivedBytes;
        yield return new PushArtifactRequest { Head = CatalogWire.ToHead(artifact, offset) };
        byte[] chunk = new byte[ChunkBytes];
        int count;

        // By offsets: an attempt that was given up may still be reading when the next one begins.
        while (!upload.IsComplete && (count = await RandomAccess.ReadAsync(content.SafeFileHandle, chunk, offset, cancellationToken)) > 0)
        {
            // Copied: the message may be written later than the next one is read.
            yield return new PushArtifactRequest { Data = ByteString.CopyFrom(chunk, 0, count) };
            offset += count;
            progress.Report(new UploadProgress(offset, artifact.Bytes));
        }
    }
}
