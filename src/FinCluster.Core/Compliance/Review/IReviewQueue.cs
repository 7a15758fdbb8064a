using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Compliance.Review;

/// <summary>Keeps the answers that persons look at, and what they decided.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, of any process that shares the backend.</para>
/// <para>
/// Order: items stand in the order in which they came to the queue, which is no clock's. A read that starts after a change returned sees it.
/// Of two decisions about one item one stands, and the other caller learns it.
/// </para>
/// <para>
/// Bound: at most <see cref="ReviewQueueOptions.MaxOpen"/> items are open. When one more comes, the one of reason Feedback or Sample that came
/// first goes, be it the new one itself; where there is none, the one of any reason that came first. <see cref="ReviewCounts.Dropped"/> counts them.
/// Items that were decided about stay.
/// </para>
/// <para>Backend away: calls throw <see cref="ControlPlaneUnavailableException"/>; a change may have been made all the same.</para>
/// <para>Crash: a change that returned survives the death of every process.</para>
/// <para>Cancellation: a cancelled call changed everything it would have changed, or nothing.</para>
/// </remarks>
public interface IReviewQueue
{
    /// <summary>Adds an open item. One whose id is there already stays as it is, so a caller that got no answer calls again.</summary>
    /// <param name="item">The item, undecided.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many items, the new one included, had to go so that no more than the bound are open: 0 or 1.</returns>
    /// <exception cref="ArgumentException">It breaks a rule of <see cref="ReviewRules"/>.</exception>
    Task<int> AddAsync(ReviewItem item, CancellationToken cancellationToken);

    /// <summary>Reads an item; null when there is none of that id.</summary>
    Task<ReviewItem?> FindAsync(ReviewId id, CancellationToken cancellationToken);

    /// <summary>Lists items, those that came last first.</summary>
    /// <param name="status">What must have become of them; null for whatever.</param>
    /// <param name="tenant">Whose they must be; null for all.</param>
    /// <param name="pageSize">The most items, 1 to <see cref="ReviewRules.MaxPageSize"/>. A page of long texts ends earlier, and is not empty for that.</param>
    /// <param name="cursor"><see cref="ReviewPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is none.</exception>
    Task<ReviewPage> ListAsync(ReviewStatus? status, TenantId? tenant, int pageSize, string? cursor, CancellationToken cancellationToken);

    /// <summary>Decides about an open item.</summary>
    /// <param name="id">The item.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">It breaks a rule of <see cref="ReviewRules"/>.</exception>
    Task<DecideStatus> DecideAsync(ReviewId id, ReviewDecision decision, CancellationToken cancellationToken);

    /// <summary>Counts items by what has become of them.</summary>
    Task<ReviewCounts> CountAsync(CancellationToken cancellationToken);
}
