using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Methods;
using FinCluster.Testing;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Gateway.Tests.Admin.Reviews;

/// <summary>fincluster.admin.v1.Reviews on a gateway with an administrator key.</summary>
public sealed class ReviewsServiceTests : IAsyncLifetime
{
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(AdminCalls.WithKey);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Item_FromTheListToTheExport()
    {
        ReviewItem item = await AddAsync();

        Review listed = Assert.Single((await CallAsync(ReviewMethods.ListReviews, new ListReviewsRequest { Status = "open", Tenant = "acme" })).Reviews);
        Review decided = await CallAsync(
            ReviewMethods.DecideReview,
            new DecideReviewRequest { Id = item.Id.Value, Decision = "correct", Correction = "没有。", Note = "n", Reviewer = "li" });
        Review read = await CallAsync(ReviewMethods.GetReview, new GetReviewRequest { Id = item.Id.Value });
        List<ExportedReview> exported = await _gateway.Grpc
            .ServerStreaming(ReviewMethods.ExportReviews, new ExportReviewsRequest { Tenant = "acme" }, AdminCalls.Call(AdminCalls.Key), TestTimeouts.Token)
            .ToListAsync(TestTimeouts.Token);

        Assert.Equal(item, ReviewWire.ToCore(listed));
        Assert.Equal(decided, read);
        ReviewItem stored = (await _gateway.Reviews.FindAsync(item.Id, TestTimeouts.Token))!;
        Assert.Equal(stored, ReviewWire.ToCore(read));
        Assert.Equal(("没有。", "n", "li"), (stored.Decision!.Correction, stored.Decision.Note, stored.Decision.Reviewer));
        Assert.Equal([TrainingExport.Line(stored)], exported.Select(line => line.Line));
        Assert.Equal(1, (await CallAsync(ReviewMethods.CountReviews, new CountReviewsRequest())).Corrected);
    }

    [Fact]
    public async Task List_Pages_EndWithAnEmptyToken()
    {
        ReviewItem[] items = [await AddAsync(), await AddAsync(), await AddAsync()];

        ListReviewsResponse first = await CallAsync(ReviewMethods.ListReviews, new ListReviewsRequest { PageSize = 2 });
        ListReviewsResponse second = await CallAsync(ReviewMethods.ListReviews, new ListReviewsRequest { PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(items.Reverse().Select(item => item.Id.Value), first.Reviews.Concat(second.Reviews).Select(review => review.Id));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task Calls_Refused_SayWhy()
    {
        ReviewItem item = await AddAsync();
        var approve = new DecideReviewRequest { Id = item.Id.Value, Decision = "approve", Reviewer = "li" };
        await CallAsync(ReviewMethods.DecideReview, approve);

        await AssertRefusedAsync(() => CallAsync(ReviewMethods.DecideReview, approve), GrpcStatus.FailedPrecondition, "review_decided", "id");
        await AssertRefusedAsync(() => CallAsync(ReviewMethods.GetReview, new GetReviewRequest { Id = "x" }), GrpcStatus.NotFound, "review_not_found", "id");
        await AssertRefusedAsync(
            () => CallAsync(ReviewMethods.ListReviews, new ListReviewsRequest { PageSize = -1 }), GrpcStatus.InvalidArgument, "invalid_request", "page_size");
    }

    [Fact]
    public async Task Calls_WithoutTheKey_AreRefused()
    {
        GrpcException list = await Assert.ThrowsAsync<GrpcException>(
            () => _gateway.Grpc.UnaryAsync(ReviewMethods.ListReviews, new ListReviewsRequest(), AdminCalls.Call(null), TestTimeouts.Token));
        GrpcException export = await Assert.ThrowsAsync<GrpcException>(() => _gateway.Grpc
            .ServerStreaming(ReviewMethods.ExportReviews, new ExportReviewsRequest(), AdminCalls.Call("wrong"), TestTimeouts.Token)
            .ToListAsync(TestTimeouts.Token).AsTask());

        Assert.Equal((GrpcStatus.Unauthenticated, GrpcStatus.Unauthenticated), (list.Status, export.Status));
    }

    private static async Task AssertRefusedAsync(Func<Task> call, GrpcStatus status, string error, string parameter)
    {
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(call);
        Assert.Equal((status, error, parameter), (refused.Status, refused.Trailers[ErrorWire.ErrorTrailer], refused.Trailers[ErrorWire.ParameterTrailer]));
    }

    private async Task<ReviewItem> AddAsync()
    {
        var item = new ReviewItem
        {
            Id = ReviewId.New(),
            Tenant = new TenantId("acme"),
            RequestId = "chatcmpl-1",
            Session = SessionId.New(),
            CreatedAt = new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero),
            Reason = ReviewReason.Feedback,
            Category = GuardCategory.PromptInjection,
            Question = "?",
            Answer = "!",
            Model = "fin-chat",
            Release = "fin-chat@3",
            Comment = "差",
        };
        await _gateway.Reviews.AddAsync(item, TestTimeouts.Token);
        return item;
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _gateway.Grpc.UnaryAsync(method, request, AdminCalls.Call(AdminCalls.Key), TestTimeouts.Token);
}
