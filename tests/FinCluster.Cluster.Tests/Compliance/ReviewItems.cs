using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Tests.Compliance;

/// <summary>Items and decisions that the tests put into queues.</summary>
internal static class ReviewItems
{
    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero).AddTicks(1);

    public static ReviewItem New(ReviewReason reason = ReviewReason.GuardOutput, string tenant = "acme", string question = "什么是LPR？") => new()
    {
        Id = ReviewId.New(),
        Tenant = new TenantId(tenant),
        RequestId = "chatcmpl-1",
        CreatedAt = Now,
        Reason = reason,
        Question = question,
        Answer = "贷款市场报价利率。",
    };

    public static ReviewDecision Decision(ReviewStatus status = ReviewStatus.Approved, string reviewer = "li") => new()
    {
        Status = status,
        Correction = status == ReviewStatus.Corrected ? "LPR是贷款市场报价利率。" : null,
        Reviewer = reviewer,
        DecidedAt = Now.AddHours(1),
    };
}
