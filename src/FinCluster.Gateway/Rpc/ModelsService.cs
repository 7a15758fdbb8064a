using System.Runtime.CompilerServices;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Admin.Models;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.admin.v1.Models.</summary>
internal sealed class ModelsService(ModelAdministration models, AdminAccess access, ICatalog catalog)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(ModelsReflection.Descriptor.Services[0], service => service
        .ServerStreaming<ReadCatalogRequest, CatalogPage>("ReadCatalog", (_, call) => ReadCatalogAsync(call, call.CancellationToken))
        .Unary<DiffReleasesRequest, DiffReleasesResponse>("DiffReleases", DiffReleasesAsync)
        .Unary<GetUploadRequest, Upload>("GetUpload", GetUploadAsync)
        .ClientStreaming<PushArtifactRequest, ChangeResponse>("PushArtifact", PushArtifactAsync)
        .Unary<PushReleaseRequest, ChangeResponse>("PushRelease", PushReleaseAsync)
        .Unary<PromoteRequest, ChangeResponse>(
            "Promote", (request, call) => MoveAsync("promote", request.Move, known => AliasMoveWire.ToCore(request, known), call))
        .Unary<RollBackRequest, ChangeResponse>(
            "RollBack", (request, call) => MoveAsync("roll_back", request.Move, known => AliasMoveWire.ToCore(request, known), call))
        .Unary<StartCanaryRequest, ChangeResponse>(
            "StartCanary", (request, call) => MoveAsync("start_canary", request.Move, known => AliasMoveWire.ToCore(request, known), call))
        .Unary<EndCanaryRequest, ChangeResponse>(
            "EndCanary", (request, call) => MoveAsync("end_canary", request.Move, known => AliasMoveWire.ToCore(request, known), call))
        .Unary<VerifyArtifactsRequest, VerifyArtifactsResponse>("VerifyArtifacts", (_, call) => VerifyAsync(call)));

    private async IAsyncEnumerable<CatalogPage> ReadCatalogAsync(GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CatalogSnapshot known = await models.ReadAsync(
            await access.DemandAsync(call.HttpContext), "get_catalog", null, snapshot => snapshot, cancellationToken);
        foreach (CatalogPage page in CatalogWire.ToPages(known))
        {
            yield return page;
        }
    }

    private async Task<DiffReleasesResponse> DiffReleasesAsync(DiffReleasesRequest request, GrpcCall call)
    {
        IEnumerable<Core.Catalog.Releases.ReleaseDifference> parts = await models.ReadAsync(
            await access.DemandAsync(call.HttpContext), "diff_releases", $"{request.Before}/{request.After}",
            known => ReleaseDiff.Between(Find(known, request.Before, "before"), Find(known, request.After, "after")), call.CancellationToken);
        return new DiffReleasesResponse { Differences = { parts.Select(ToProto) } };
    }

    private async Task<Upload> GetUploadAsync(GetUploadRequest request, GrpcCall call)
    {
        AdminCaller caller = await access.DemandAsync(call.HttpContext);
        ReceivedBytes received = await models.FindReceivedAsync(caller, CatalogWire.ReadHash(request.Sha256, "sha256"), call.CancellationToken);
        return new Upload { ReceivedBytes = received.Bytes, IsComplete = received.IsComplete };
    }

    private async Task<ChangeResponse> PushArtifactAsync(IAsyncEnumerable<PushArtifactRequest> parts, GrpcCall call)
    {
        AdminCaller caller = await access.DemandAsync(call.HttpContext);
        await using IAsyncEnumerator<PushArtifactRequest> reader = parts.GetAsyncEnumerator(call.CancellationToken);
        if (!await reader.MoveNextAsync() || reader.Current.Head is not { } head)
        {
            throw RequestException.Invalid("head", "the head of a file comes before its data");
        }

        Artifact artifact = CatalogWire.ReadArtifact(head.Sha256, head.Kind, head.Name, head.Bytes, head.Base, head.HasRank ? head.Rank : null);
        return CatalogWire.ToProto(await models.ReceiveAsync(caller, artifact, head.Offset, DataOf(reader), call.CancellationToken), null);
    }

    private async Task<ChangeResponse> PushReleaseAsync(PushReleaseRequest request, GrpcCall call)
    {
        CatalogResult result = await models.ChangeAsync(
            await access.DemandAsync(call.HttpContext),
            "push_release",
            null,
            _ => new PushRelease(CatalogWire.ReadRelease(request.Release)) { Request = AliasMoveWire.Request(request.Request) },
            call.CancellationToken);
        return CatalogWire.ToProto(result, null);
    }

    private async Task<ChangeResponse> MoveAsync(string operation, AliasMove? move, Func<CatalogSnapshot, CatalogCommand> command, GrpcCall call)
    {
        CatalogResult result = await models.ChangeAsync(
            await access.DemandAsync(call.HttpContext), operation, move?.Alias, command, call.CancellationToken);
        return CatalogWire.ToProto(result, catalog.Current.FindAlias(move!.Alias));
    }

    private async Task<VerifyArtifactsResponse> VerifyAsync(GrpcCall call) => new()
    {
        Files =
        {
            (await models.VerifyAsync(await access.DemandAsync(call.HttpContext), call.CancellationToken)).Select(ToProto),
        },
    };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> DataOf(IAsyncEnumerator<PushArtifactRequest> reader)
    {
        while (await reader.MoveNextAsync())
        {
            yield return reader.Current.PartCase == PushArtifactRequest.PartOneofCase.Data
                ? reader.Current.Data.Memory
                : throw RequestException.Invalid("head", "a file has one head");
        }
    }

    private static Release Find(CatalogSnapshot known, string text, string field) =>
        known.FindRelease(CatalogReference.FindRelease(known, text).Require(field))!.Release;

    private static Contracts.Admin.V1.ReleaseDifference ToProto(Core.Catalog.Releases.ReleaseDifference part)
    {
        var difference = new Contracts.Admin.V1.ReleaseDifference { Part = part.Part };
        if (part.Before is not null)
        {
            difference.Before = part.Before;
        }

        if (part.After is not null)
        {
            difference.After = part.After;
        }

        return difference;
    }

    private static VerifiedFile ToProto(VerifiedArtifact verified)
    {
        var file = new VerifiedFile { Sha256 = verified.Artifact.Hash.Value };
        if (verified.Problem is { } problem)
        {
            file.Problem = problem;
        }

        return file;
    }
}
