using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using FinCluster.Gateway.Compliance.Monitoring;

namespace FinCluster.Gateway.Admin.Reviews;

/// <summary>What administrators do with the review queue, behind both protocols: every call is counted and logged. Thread-safe.</summary>
internal sealed class ReviewAdministration(IReviewQueue queue, QualityMonitor quality, AdminRecord record, TimeProvider time)
{
    /// <summary>Lists items.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="status">What must have become of them; null or empty for whatever.</param>
    /// <param name="tenant">Whose they must be; null or empty for all.</param>
    /// <param name="pageSize">The most items.</param>
    /// <param name="pageToken">Where the page before ended; null or empty for the first one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">One of them is none.</exception>
    public Task<ReviewPage> ListAsync(
        AdminCaller caller, string? status, string? tenant, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "list_reviews", tenant, async () =>
        {
            ReviewStatus? wanted = ReadStatus(status);
            TenantId? owner = ReadTenant(tenant);
            if (pageSize is < 1 or > ReviewRules.MaxPageSize)
            {
                throw RequestException.Invalid("page_size", $"page_size must be between 1 and {ReviewRules.MaxPageSize}, it is {pageSize}");
            }

            try
            {
                return await queue.ListAsync(wanted, owner, pageSize, string.IsNullOrEmpty(pageToken) ? null : pageToken, cancellationToken);
            }
            catch (FormatException e)
            {
                throw new RequestException(ErrorCode.InvalidRequest, "page_token is not one of this server's", "page_token", e);
            }
        });

    /// <summary>Reads an item.</summary>
    /// <exception cref="RequestException">There is none of that id.</exception>
    public Task<ReviewItem> GetAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "get_review", id, () => FindAsync(id, cancellationToken));

    /// <summary>Decides about an item.</summary>
    /// <exception cref="RequestException">There is none of that id, somebody has decided already, or a field is wrong.</exception>
    public Task<ReviewItem> DecideAsync(AdminCaller caller, string? id, ReviewVerdict verdict, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "decide_review", id, async () =>
        {
            ReviewDecision decision = verdict.Read(time.GetUtcNow());
            DecideStatus end = ReviewId.TryParse(id, out ReviewId review)
                ? await queue.DecideAsync(review, decision, cancellationToken)
                : DecideStatus.NotFound;
            return end switch
            {
                DecideStatus.Decided => Observe(await FindAsync(id, cancellationToken)),
                DecideStatus.AlreadyDecided => throw new RequestException(
                    ErrorCode.ReviewDecided, $"somebody has decided about {id} already", "id"),
                _ => throw NotFound(id),
            };
        });

    /// <summary>Counts items.</summary>
    public Task<ReviewCounts> CountAsync(AdminCaller caller, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "count_reviews", null, () => queue.CountAsync(cancellationToken));

    /// <summary>Lets the corrected items be read as lines of JSON, and keeps a record of who does.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="tenant">Whose items; null or empty for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RequestException">The tenant is none.</exception>
    public Task<IAsyncEnumerable<string>> ExportAsync(AdminCaller caller, string? tenant, CancellationToken cancellationToken) => record.RunAsync(
        caller, "export_reviews", tenant, () => Task.FromResult(TrainingExport.ReadAsync(queue, ReadTenant(tenant), cancellationToken)));

    // Samples are refusals; whoever approves such a question says that it should have had an answer.
    private ReviewItem Observe(ReviewItem item)
    {
        if (item.Reason == ReviewReason.Sample)
        {
            quality.ObserveReview(item.Status == ReviewStatus.Approved);
        }

        return item;
    }

    private static ReviewStatus? ReadStatus(string? text) => string.IsNullOrEmpty(text) ? null
        : EnumNames<ReviewStatus>.TryParse(text, out ReviewStatus status) ? status
        : throw RequestException.Invalid("status", $"status must be one of {EnumNames<ReviewStatus>.All}");

    private static TenantId? ReadTenant(string? text) => string.IsNullOrEmpty(text) ? null
        : TenantId.TryParse(text, out TenantId tenant) ? tenant
        : throw RequestException.Invalid("tenant", $"a tenant's id has 1 to {TenantId.MaxLength} letters, digits, '-', '_' and '.'");

    private static RequestException NotFound(string? id) => new(ErrorCode.ReviewNotFound, $"the review queue has no item '{id}'", "id");

    private async Task<ReviewItem> FindAsync(string? id, CancellationToken cancellationToken) =>
        ReviewId.TryParse(id, out ReviewId review) && await queue.FindAsync(review, cancellationToken) is { } item ? item : throw NotFound(id);
}
