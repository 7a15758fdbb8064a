using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Text;

namespace FinCluster.Wire;

/// <summary>An item of the review queue in JSON: what <c>reviews show --json</c> prints and <c>GET /admin/v1/reviews/{id}</c> answers.</summary>
public sealed record ReviewReport(
    string Id, DateTimeOffset CreatedAt, string Status, string Reason, string? Category, string Tenant, string RequestId, string? Session,
    string? Model, string? Release, string Question, string Answer, string? Comment, ReviewDecisionReport? Decision)
{
    /// <summary>Describes an item.</summary>
    public static ReviewReport Of(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new ReviewReport(
            item.Id.Value, item.CreatedAt, EnumNames<ReviewStatus>.Format(item.Status),
            EnumNames<ReviewReason>.Format(item.Reason), item.Category is { } category ? EnumNames<GuardCategory>.Format(category) : null,
            item.Tenant.Value, item.RequestId, item.Session?.Value, item.Model, item.Release, item.Question, item.Answer, item.Comment,
            item.Decision is { } decision ? ReviewDecisionReport.Of(decision) : null);
    }
}

/// <summary>A decision about an answer in JSON.</summary>
public sealed record ReviewDecisionReport(string Reviewer, DateTimeOffset DecidedAt, string? Correction, string? Note)
{
    /// <summary>Describes a decision.</summary>
    public static ReviewDecisionReport Of(ReviewDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new ReviewDecisionReport(decision.Reviewer, decision.DecidedAt, decision.Correction, decision.Note);
    }
}
