using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>Keeps each session in a grain of its own, over Redis.</summary>
/// <remarks>
/// <para>
/// A committed turn, and a lease, is in Redis before the caller hears of it; so neither is lost with the silo of the grain. A call whose answer was
/// lost is made again and counts once. When the cluster stays away it ends with <see cref="ControlPlaneUnavailableException"/>, and what it was to
/// change is changed or not; a commit that ended so may be called again with the same lease and messages: it is stored once.
/// </para>
/// <para>Leases are on the clocks of the silos. The list follows the order in which changes reached it.</para>
/// </remarks>
internal sealed class OrleansSessionStore : ISessionStore
{
    private const int MaxPageLimit = 1_000;

    // Added to a clock it must not pass the end of time.
    private static readonly TimeSpan MaxLease = TimeSpan.FromDays(3650);

    private readonly GrainCalls _calls;
    private readonly SessionIndex _index;
    private readonly string _cluster;
    private readonly SessionCursor _cursors;

    // What names the commit of a lease as long as its answer has not come.
    private readonly ConditionalWeakTable<SessionLease, string> _unanswered = [];

    public OrleansSessionStore(GrainCalls calls, SessionIndex index, string clusterName)
    {
        (_calls, _index, _cluster) = (calls, index, clusterName);

        // It keeps mistakes out, not people: a page holds only what its tenant may see, wherever it begins.
        _cursors = new SessionCursor(Encoding.UTF8.GetBytes(clusterName));
    }

    /// <inheritdoc/>
    public async Task<SessionSummary> CreateAsync(
        TenantId tenant, string? model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var id = SessionId.New();
        SessionDocument created = await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).CreateAsync(call.Model, call.Messages),
            (Grain: Grain(tenant, id), Model: model, Messages: SessionMessage.Of(messages)),
            cancellationToken);
        return created.ToSummary(tenant, id);
    }

    /// <inheritdoc/>
    public async Task<SessionRecord?> FindAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken) =>
        (await _calls.CallAsync(static (grains, grain) => grains.GetGrain<ISessionGrain>(grain).FindAsync(), Grain(tenant, session), cancellationToken))?.ToRecord(tenant, session);

    /// <inheritdoc/>
    public async Task<SessionPage> ListAsync(TenantId tenant, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPageLimit);
        long? below = cursor is null ? null : _cursors.Decode(tenant, cursor);

        // One session more than the page tells whether there is another page.
        IReadOnlyList<IndexedSession> found = await _calls.CallAsync(
            static (_, call) => call.Index.ReadAsync(call.Cluster, call.Tenant, call.Below, call.Count),
            (Index: _index, Cluster: _cluster, Tenant: tenant, Below: below, Count: limit + 1),
            cancellationToken);
        SessionSummary[] page = [.. found.Take(limit).Select(entry => entry.Summary)];
        return new SessionPage(page, found.Count > limit ? _cursors.Encode(tenant, found[limit - 1].Order) : null);
    }

    /// <inheritdoc/>
    public async Task<DeleteStatus> DeleteAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken) =>
        (DeleteStatus)await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).DeleteAsync(call.Request), (Grain: Grain(tenant, session), Request: NewRequest()), cancellationToken);

    /// <inheritdoc/>
    public async Task<AcquireResult> AcquireAsync(
        TenantId tenant, SessionId session, long? expectedVersion, TimeSpan duration, CancellationToken cancellationToken)
    {
        AcquireReply reply = await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).AcquireAsync(call.Version, call.Duration, call.Request),
            (Grain: Grain(tenant, session), Version: expectedVersion, Duration: Bounded(duration), Request: NewRequest()),
            cancellationToken);
        return (AcquireStatus)reply.Status == AcquireStatus.Acquired
            ? new AcquireResult(
                AcquireStatus.Acquired,
                new SessionLease(tenant, session, reply.Version, reply.FencingToken),
                reply.Session!.ToRecord(tenant, session),
                reply.Version)
            : new AcquireResult((AcquireStatus)reply.Status, null, null, reply.Version);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(SessionLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).RenewAsync(call.Token, call.Duration),
            (Grain: Grain(lease.Tenant, lease.Session), Token: lease.FencingToken, Duration: Bounded(duration)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(
        SessionLease lease, IReadOnlyList<ChatMessage> messages, NodeId? warmNode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(messages);
        string request = _unanswered.GetValue(lease, _ => NewRequest());
        CommitReply reply = await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).CommitAsync(call.Lease.Version, call.Lease.FencingToken, call.Messages, call.Node, call.Request),
            (Grain: Grain(lease.Tenant, lease.Session), Lease: lease, Messages: SessionMessage.Of(messages), Node: warmNode?.Value, Request: request),
            cancellationToken);
        _unanswered.Remove(lease);
        return new CommitResult((CommitStatus)reply.Status, reply.Version);
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(SessionLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<ISessionGrain>(call.Grain).ReleaseAsync(call.Token), (Grain: Grain(lease.Tenant, lease.Session), Token: lease.FencingToken), cancellationToken);
    }

    private static TimeSpan Bounded(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return duration < MaxLease ? duration : MaxLease;
    }

    private static string NewRequest() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    // By its whole id: a guest may ask before a silo has joined that knows the grain's class.
    private GrainId Grain(TenantId tenant, SessionId session) =>
        GrainId.Create(SessionGrain.GrainName, new SessionKey(_cluster, tenant, session).ToString());
}
