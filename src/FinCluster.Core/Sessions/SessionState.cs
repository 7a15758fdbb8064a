using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Sessions;

/// <summary>Who may write a session, and until when.</summary>
/// <param name="FencingToken">Grows with every lease; 0 before the first.</param>
/// <param name="Until">When the lease ends unless it is renewed, on the clock of whoever keeps the session.</param>
/// <param name="Request">Names the request that took it, which may ask again when its answer was lost.</param>
public readonly record struct WriterLease(long FencingToken, DateTimeOffset Until, string Request);

/// <summary>What one session holds and who may write it: what <see cref="ISessionStore"/> says of a single session, without a clock and without I/O.</summary>
/// <remarks>
/// Immutable: a change gives a new state, and a keeper that cannot store it goes on with the old one. The two parts may be stored apart, each
/// whole: a commit changes only what belongs to the session, and ends the lease by noting its token as used.
/// </remarks>
public sealed record SessionState
{
    /// <summary>A session that does not exist.</summary>
    public static readonly SessionState None = new();

    /// <summary>Gets the conversation; null when there is none.</summary>
    public SessionRecord? Record { get; init; }

    /// <summary>Gets the fencing token of the last commit; a lease with it, or one below, is over.</summary>
    public long CommittedToken { get; init; }

    /// <summary>Gets the request of the last commit; null before the first.</summary>
    public string? CommittedRequest { get; init; }

    /// <summary>Gets the last lease.</summary>
    public WriterLease Writer { get; init; }

    /// <summary>Takes the writer lease; see <see cref="ISessionStore.AcquireAsync"/>.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="session">The session.</param>
    /// <param name="expectedVersion">The version that it must have; null for any.</param>
    /// <param name="duration">How long the lease lasts.</param>
    /// <param name="request">Who asks; the same one finds the lease that it has taken.</param>
    /// <param name="now">The time.</param>
    /// <returns>The state to store before the result is told, and the result.</returns>
    public (SessionState State, AcquireResult Result) Acquire(
        TenantId tenant, SessionId session, long? expectedVersion, TimeSpan duration, string request, DateTimeOffset now)
    {
        if (Record is null)
        {
            return (this, new AcquireResult(AcquireStatus.NotFound, null, null, 0));
        }

        long version = Record.Summary.Version;
        if (expectedVersion is { } expected && expected != version)
        {
            return (this, new AcquireResult(AcquireStatus.VersionMismatch, null, null, version));
        }

        // A request whose lease is over comes again only as a late copy: nobody waits for its answer, or would ever end the lease that it took.
        if (IsHeld(now) != (Writer.Request == request))
        {
            return (this, new AcquireResult(AcquireStatus.Busy, null, null, version));
        }

        long token = IsHeld(now) ? Writer.FencingToken : Math.Max(Writer.FencingToken, CommittedToken) + 1;
        var lease = new SessionLease(tenant, session, version, token);
        return (this with { Writer = new WriterLease(token, now + duration, request) }, new AcquireResult(AcquireStatus.Acquired, lease, Record, version));
    }

    /// <summary>Prolongs a lease; null when it is lost.</summary>
    public SessionState? Renew(long fencingToken, TimeSpan duration, DateTimeOffset now) =>
        IsHeldBy(fencingToken, now) ? this with { Writer = Writer with { Until = now + duration } } : null;

    /// <summary>Ends a lease without a commit; a lost one changes nothing.</summary>
    public SessionState Release(long fencingToken) =>
        Writer.FencingToken == fencingToken ? this with { Writer = Writer with { Until = DateTimeOffset.MinValue } } : this;

    /// <summary>Appends a turn; see <see cref="ISessionStore.CommitAsync"/>.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="messages">The turn.</param>
    /// <param name="warmNode">The node that computed it.</param>
    /// <param name="request">Who asks; the same one finds the turn that it has committed.</param>
    /// <param name="now">The time.</param>
    /// <returns>The state to store before the result is told, and the result.</returns>
    public (SessionState State, CommitResult Result) Commit(
        SessionLease lease, IReadOnlyList<ChatMessage> messages, NodeId? warmNode, string request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(messages);
        if (Record is null)
        {
            return (this, new CommitResult(CommitStatus.NotFound, 0));
        }

        if (CommittedRequest == request)
        {
            return (this, new CommitResult(CommitStatus.Committed, lease.Version + 1));
        }

        SessionSummary summary = Record.Summary;
        if (!IsHeldBy(lease.FencingToken, now) || summary.Version != lease.Version)
        {
            return (this, new CommitResult(CommitStatus.LeaseLost, 0));
        }

        SessionSummary next = summary with
        {
            Version = summary.Version + 1,
            MessageCount = summary.MessageCount + messages.Count,
            UpdatedAt = now > summary.UpdatedAt ? now : summary.UpdatedAt,
        };
        SessionState committed = this with
        {
            Record = new SessionRecord(next, [.. Record.Messages, .. messages]) { WarmNode = warmNode },
            CommittedToken = lease.FencingToken,
            CommittedRequest = request,
        };
        return (committed, new CommitResult(CommitStatus.Committed, next.Version));
    }

    /// <summary>Says how a deletion ends; when it is <see cref="DeleteStatus.Deleted"/>, everything is to be removed.</summary>
    public DeleteStatus Delete(DateTimeOffset now) =>
        Record is null ? DeleteStatus.NotFound : IsHeld(now) ? DeleteStatus.Busy : DeleteStatus.Deleted;

    private bool IsHeld(DateTimeOffset now) => Writer.FencingToken > CommittedToken && Writer.Until > now;

    private bool IsHeldBy(long fencingToken, DateTimeOffset now) => Writer.FencingToken == fencingToken && IsHeld(now);
}
