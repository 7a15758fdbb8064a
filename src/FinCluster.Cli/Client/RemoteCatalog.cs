using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Cli.Client;

/// <summary>The catalog behind a gateway, which decides about changes; one that it refuses is a <see cref="GrpcException"/>. Used by one caller at a time.</summary>
internal sealed class RemoteCatalog(ServerConnection gateway) : ICatalog
{
    /// <inheritdoc/>
    public CatalogSnapshot Current { get; private set; } = CatalogSnapshot.Empty;

    /// <inheritdoc/>
    public async Task<CatalogSnapshot> RefreshAsync(CancellationToken cancellationToken) => Current = await CatalogWire.ToCatalogAsync(
        gateway.Channel.ServerStreaming(ModelMethods.ReadCatalog, new ReadCatalogRequest(), gateway.Call, cancellationToken));

    /// <inheritdoc/>
    public Task<CatalogSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        throw new NotSupportedException("nobody follows a catalog through a gateway");

    /// <inheritdoc/>
    public async Task<CatalogResult> ApplyAsync(CatalogCommand command, CancellationToken cancellationToken) => CatalogWire.ToCore(await (command switch
    {
        PushRelease push => gateway.CallAsync(
            ModelMethods.PushRelease, new PushReleaseRequest { Release = Format(push.Release), Request = push.Request }, cancellationToken),
        Promote promote => gateway.CallAsync(ModelMethods.Promote, AliasMoveWire.ToProto(promote), cancellationToken),
        RollBack back => gateway.CallAsync(ModelMethods.RollBack, AliasMoveWire.ToProto(back), cancellationToken),
        StartCanary start => gateway.CallAsync(ModelMethods.StartCanary, AliasMoveWire.ToProto(start), cancellationToken),
        EndCanary end => gateway.CallAsync(ModelMethods.EndCanary, AliasMoveWire.ToProto(end), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a gateway has no call for it"),
    }));

    // What has no canonical form is said to be wrong here, as the rules would.
    private static string Format(Release release) => release.FindProblem() is { } problem
        ? throw new Commands.Models.CatalogRefusalException(problem)
        : ReleaseText.Format(release);
}
