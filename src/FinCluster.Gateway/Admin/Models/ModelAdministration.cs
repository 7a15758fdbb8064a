using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>What administrators do with the catalog, behind both protocols: its own rules decide, and every call is counted and logged. Thread-safe.</summary>
internal sealed class ModelAdministration
{
    private readonly ICatalog _catalog;
    private readonly AdminRecord _record;
    private readonly IArtifactStore? _files;
    private readonly IArtifactInspector? _inspector;
    private readonly ArtifactIntake? _intake;

    public ModelAdministration(ICatalog catalog, AdminRecord record, IServiceProvider services, TimeProvider time)
    {
        (_catalog, _record) = (catalog, record);
        _files = services.GetService<IArtifactStore>();
        _inspector = services.GetService<IArtifactInspector>();
        _intake = _files is not null && _inspector is not null ? new ArtifactIntake(catalog, _files, _inspector, time) : null;
    }

    /// <summary>Reads something from the newest catalog.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">What is read, as the metric names it.</param>
    /// <param name="subject">Which part is meant; null for all of it.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<T> ReadAsync<T>(AdminCaller caller, string operation, string? subject, Func<CatalogSnapshot, T> read, CancellationToken cancellationToken) =>
        _record.RunAsync(caller, operation, subject, async () => read(await _catalog.RefreshAsync(cancellationToken)));

    /// <summary>Makes a change.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">What is done, as the metric names it.</param>
    /// <param name="subject">What is changed.</param>
    /// <param name="command">Says what is asked for, of the newest catalog.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">The catalog refuses it.</exception>
    public Task<CatalogResult> ChangeAsync(
        AdminCaller caller, string operation, string? subject, Func<CatalogSnapshot, CatalogCommand> command, CancellationToken cancellationToken) =>
        _record.RunAsync(caller, operation, subject, async () =>
        {
            CatalogResult result = await _catalog.ApplyAsync(command(await _catalog.RefreshAsync(cancellationToken)), cancellationToken);
            return result.IsOk ? result : throw result.ToRequest();
        });

    /// <summary>Tells how much of a file is there.</summary>
    /// <exception cref="RequestException">This gateway has no folder of files.</exception>
    public Task<ReceivedBytes> FindReceivedAsync(AdminCaller caller, ArtifactHash hash, CancellationToken cancellationToken) =>
        _record.RunAsync(caller, "get_upload", hash.Value, () => Intake().FindReceivedAsync(hash, cancellationToken));

    /// <summary>Receives a file and adds it to the catalog.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="artifact">What is said of it.</param>
    /// <param name="offset">Where in the file the content begins, in bytes. What is there already is passed over.</param>
    /// <param name="content">The file from there to its end; not enumerated when all of it is there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">It is refused; then nothing has changed.</exception>
    public Task<CatalogResult> ReceiveAsync(
        AdminCaller caller, Artifact artifact, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) =>
        _record.RunAsync(caller, "push_artifact", artifact.Hash.Value, async () =>
        {
            await using ArtifactUpload upload = await Intake().BeginAsync(artifact, cancellationToken);
            if (offset < 0 || offset > upload.Offset)
            {
                throw new RequestException(
                    ErrorCode.UploadOffsetMismatch, $"{upload.Offset} bytes of {artifact.Hash} are here, so it cannot go on at {offset}", "offset");
            }

            long toSkip = upload.Offset - offset;
            if (!upload.IsComplete)
            {
                await foreach (ReadOnlyMemory<byte> bytes in content.WithCancellation(cancellationToken))
                {
                    int skipped = (int)Math.Min(toSkip, bytes.Length);
                    toSkip -= skipped;
                    await upload.AppendAsync(bytes[skipped..], cancellationToken);
                }
            }

            return await upload.CompleteAsync(cancellationToken);
        });

    /// <summary>Reads every file that the catalog needs.</summary>
    /// <exception cref="RequestException">This gateway has no folder of files.</exception>
    public Task<List<VerifiedArtifact>> VerifyAsync(AdminCaller caller, CancellationToken cancellationToken) =>
        _record.RunAsync(caller, "verify_artifacts", null, async () =>
        {
            _ = Intake();
            CatalogSnapshot catalog = await _catalog.RefreshAsync(cancellationToken);
            return await CatalogVerifier.VerifyAsync(catalog, _files!, _inspector!, cancellationToken).ToListAsync(cancellationToken);
        });

    private ArtifactIntake Intake() =>
        _intake ?? throw new RequestException(ErrorCode.Unsupported, "this gateway has no folder of files; start it with --artifacts");
}
