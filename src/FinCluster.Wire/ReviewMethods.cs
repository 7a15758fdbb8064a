using FinCluster.Contracts.Admin.V1;
using FinCluster.Grpc.Methods;
using Google.Protobuf;

namespace FinCluster.Wire;

/// <summary>The methods of fincluster.admin.v1.Reviews, for those who call them.</summary>
public static class ReviewMethods
{
    /// <summary>Gets Reviews.ListReviews.</summary>
    public static GrpcMethod<ListReviewsRequest, ListReviewsResponse> ListReviews { get; } =
        Method<ListReviewsRequest, ListReviewsResponse>("ListReviews", GrpcMethodKind.Unary);

    /// <summary>Gets Reviews.GetReview.</summary>
    public static GrpcMethod<GetReviewRequest, Review> GetReview { get; } = Method<GetReviewRequest, Review>("GetReview", GrpcMethodKind.Unary);

    /// <summary>Gets Reviews.DecideReview.</summary>
    public static GrpcMethod<DecideReviewRequest, Review> DecideReview { get; } =
        Method<DecideReviewRequest, Review>("DecideReview", GrpcMethodKind.Unary);

    /// <summary>Gets Reviews.CountReviews.</summary>
    public static GrpcMethod<CountReviewsRequest, ReviewCounts> CountReviews { get; } =
        Method<CountReviewsRequest, ReviewCounts>("CountReviews", GrpcMethodKind.Unary);

    /// <summary>Gets Reviews.ExportReviews.</summary>
    public static GrpcMethod<ExportReviewsRequest, ExportedReview> ExportReviews { get; } =
        Method<ExportReviewsRequest, ExportedReview>("ExportReviews", GrpcMethodKind.ServerStreaming);

    private static GrpcMethod<TRequest, TResponse> Method<TRequest, TResponse>(string name, GrpcMethodKind kind)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => new(ReviewsReflection.Descriptor.Services[0], name, kind);
}
