using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Sessions;

/// <summary>Keeps the conversations of all tenants.</summary>
/// <remarks>
/// <para>Thread-safety: all members may be called from any thread, from any gateway.</para>
/// <para>
/// Order: the turns of one session are totally ordered by version. A commit is a compare-and-set on the version and the
/// fencing token, so of two writers one wins and the other learns it. A read that starts after a commit returned sees it.
/// </para>
/// <para>
/// Crash: a committed turn survives the death of every process. An uncommitted turn leaves no trace. A lease whose holder
/// died ends by itself after its duration at the latest.
/// </para>
/// <para>Cancellation: a cancelled call changed everything it would have changed, or nothing.</para>
/// </remarks>
public interface ISessionStore
{
    /// <summary>Creates an empty session at version 0.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="model">The model for requests that name none; null for the server's default.</param>
    /// <param name="messages">Messages that the conversation starts with, for example a system message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<SessionSummary> CreateAsync(
        TenantId tenant, string? model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken);

    /// <summary>Reads a session; null when the tenant has no such one.</summary>
    Task<SessionRecord?> FindAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken);

    /// <summary>Lists a tenant's sessions, the most recently updated first.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="limit">The most sessions of the page, 1 to 1,000.</param>
    /// <param name="cursor"><see cref="SessionPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is none that this store gave out.</exception>
    Task<SessionPage> ListAsync(TenantId tenant, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Deletes a session and its messages, unless a writer holds its lease.</summary>
    Task<DeleteStatus> DeleteAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken);

    /// <summary>Takes the writer lease of a session, without waiting.</summary>
    /// <remarks>A version that does not fit is reported before a lease that is taken: waiting cannot mend it.</remarks>
    /// <param name="tenant">The owner.</param>
    /// <param name="session">The session.</param>
    /// <param name="expectedVersion">The version that the session must have; null for any.</param>
    /// <param name="duration">How long the lease lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<AcquireResult> AcquireAsync(
        TenantId tenant, SessionId session, long? expectedVersion, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease from now on; false when it is lost.</summary>
    Task<bool> RenewAsync(SessionLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Appends one turn's messages, of which there may be none, raises the version by 1 and ends the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="messages">The turn.</param>
    /// <param name="warmNode">The node that computed it; null for none. It replaces that of the turn before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<CommitResult> CommitAsync(
        SessionLease lease, IReadOnlyList<ChatMessage> messages, NodeId? warmNode, CancellationToken cancellationToken);

    /// <summary>Ends a lease without a commit. A lost lease is no error.</summary>
    Task ReleaseAsync(SessionLease lease, CancellationToken cancellationToken);
}
