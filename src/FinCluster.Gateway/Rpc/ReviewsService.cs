using System.Runtime.CompilerServices;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Compliance.Review;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Admin.Reviews;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;
using Proto = FinCluster.Contracts.Admin.V1;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.admin.v1.Reviews.</summary>
internal sealed class ReviewsService(ReviewAdministration reviews, AdminAccess access)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(ReviewsReflection.Descriptor.Services[0], service => service
        .Unary<ListReviewsRequest, ListReviewsResponse>("ListReviews", ListAsync)
        .Unary<GetReviewRequest, Review>("GetReview", GetAsync)
        .Unary<DecideReviewRequest, Review>("DecideReview", DecideAsync)
        .Unary<CountReviewsRequest, Proto.ReviewCounts>("CountReviews", (_, call) => CountAsync(call))
        .ServerStreaming<ExportReviewsRequest, ExportedReview>("ExportReviews", (request, call) => ExportAsync(request, call, call.CancellationToken)));

    private async Task<ListReviewsResponse> ListAsync(ListReviewsRequest request, GrpcCall call)
    {
        ReviewPage page = await reviews.ListAsync(
            await access.DemandAsync(call.HttpContext),
            request.Status,
            request.Tenant,
            request.PageSize == 0 ? ReviewRules.DefaultPageSize : request.PageSize,
            request.PageToken,
            call.CancellationToken);
        return new ListReviewsResponse { Reviews = { page.Items.Select(ReviewWire.ToProto) }, NextPageToken = page.Next ?? "" };
    }

    private async Task<Review> GetAsync(GetReviewRequest request, GrpcCall call) => ReviewWire.ToProto(
        await reviews.GetAsync(await access.DemandAsync(call.HttpContext), request.Id, call.CancellationToken));

    private async Task<Review> DecideAsync(DecideReviewRequest request, GrpcCall call)
    {
        var verdict = new ReviewVerdict(
            request.Decision, request.HasCorrection ? request.Correction : null, request.HasNote ? request.Note : null, request.Reviewer);
        return ReviewWire.ToProto(await reviews.DecideAsync(await access.DemandAsync(call.HttpContext), request.Id, verdict, call.CancellationToken));
    }

    private async Task<Proto.ReviewCounts> CountAsync(GrpcCall call) =>
        ReviewWire.ToProto(await reviews.CountAsync(await access.DemandAsync(call.HttpContext), call.CancellationToken));

    private async IAsyncEnumerable<ExportedReview> ExportAsync(
        ExportReviewsRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AdminCaller caller = await access.DemandAsync(call.HttpContext);
        await foreach (string line in await reviews.ExportAsync(caller, request.Tenant, cancellationToken))
        {
            yield return new ExportedReview { Line = line };
        }
    }
}
