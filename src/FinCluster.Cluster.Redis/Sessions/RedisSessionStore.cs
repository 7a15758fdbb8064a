using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Sessions;

/// <summary>Keeps sessions and their writer leases in Redis.</summary>
/// <remarks>
/// <para>
/// Every change is one script in the tenant's slot, so it is made whole or not at all. Times and the ends of leases are of the server's
/// clock; the listing follows the order of commits.
/// </para>
/// <para>
/// A call whose reply was lost is made again, and a mark that the script leaves keeps it from counting twice. When Redis stays away it ends
/// with <see cref="ControlPlaneUnavailableException"/>, and what it was to change is changed or not. A commit that ended so may be called
/// again with the same lease and messages, for two minutes: it is stored once.
/// </para>
/// <para>Crash: what Redis loses is lost. With appendfsync always a committed turn survives its death; docs/adr/0008 has the rest.</para>
/// </remarks>
internal sealed class RedisSessionStore : ISessionStore
{
    private const int MaxPageLimit = 1_000;

    // How long a commit whose answer did not come can be called again.
    private const string ReceiptMilliseconds = "120000";

    // A longer lease would not fit a Lua number in microseconds.
    private static readonly TimeSpan MaxLease = TimeSpan.FromDays(3650);

    private readonly RedisClient _client;
    private readonly RedisKeyspace _keys;
    private readonly SessionCursor _cursors;

    // What names the commit of a lease as long as its answer has not come.
    private readonly ConditionalWeakTable<SessionLease, string> _unanswered = [];

    public RedisSessionStore(RedisClient client, string clusterName)
    {
        _client = client;
        _keys = new RedisKeyspace(clusterName);

        // It keeps mistakes out, not people: a page holds only what its tenant may see, wherever it begins.
        _cursors = new SessionCursor(Encoding.UTF8.GetBytes(clusterName));
    }

    /// <inheritdoc/>
    public async Task<SessionSummary> CreateAsync(
        TenantId tenant, string? model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        SessionKeys keys = Keys(tenant);
        var id = SessionId.New();
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Create,
            [keys.Session(id), keys.Messages(id), keys.Recent, keys.Order],
            [id.Value, model is null ? "" : "." + model, .. messages.Select(ChatMessageText.Format)],
            cancellationToken);
        DateTimeOffset now = SessionReplies.Time(reply, 1);
        return new SessionSummary
        {
            Id = id,
            Tenant = tenant,
            Version = 0,
            Model = model,
            MessageCount = messages.Count,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <inheritdoc/>
    public async Task<SessionRecord?> FindAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken)
    {
        SessionKeys keys = Keys(tenant);
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Find, [keys.Session(session), keys.Messages(session)], [], cancellationToken);
        return reply.Status == "found" ? SessionReplies.Record(reply, 1, tenant, session) : null;
    }

    /// <inheritdoc/>
    public async Task<SessionPage> ListAsync(TenantId tenant, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPageLimit);
        string before = cursor is null ? "+inf" : "(" + Text(_cursors.Decode(tenant, cursor));
        SessionKeys keys = Keys(tenant);

        // One session more than the page tells whether there is another page.
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.List, [keys.Recent], [before, Text(limit + 1), keys.SessionPrefix], cancellationToken);
        const int Stride = SessionReplies.SummaryLength + 2;
        int count = (reply.Count - 1) / Stride;
        var page = new SessionSummary[Math.Min(count, limit)];
        for (int i = 0; i < page.Length; i++)
        {
            int start = 1 + (i * Stride);
            page[i] = SessionReplies.Summary(reply, start + 2, tenant, new SessionId(reply.Text(start)));
        }

        long last = count > limit ? reply.Number(1 + ((limit - 1) * Stride) + 1) : 0;
        return new SessionPage(page, count > limit ? _cursors.Encode(tenant, last) : null);
    }

    /// <inheritdoc/>
    public async Task<DeleteStatus> DeleteAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken)
    {
        SessionKeys keys = Keys(tenant);
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Delete,
            [keys.Session(session), keys.Messages(session), keys.Recent, keys.Receipt(NewRequest())],
            [session.Value, ReceiptMilliseconds],
            cancellationToken);
        return reply.Status switch
        {
            "deleted" => DeleteStatus.Deleted,
            "busy" => DeleteStatus.Busy,
            _ => DeleteStatus.NotFound,
        };
    }

    /// <inheritdoc/>
    public async Task<AcquireResult> AcquireAsync(
        TenantId tenant, SessionId session, long? expectedVersion, TimeSpan duration, CancellationToken cancellationToken)
    {
        string microseconds = Microseconds(duration);
        SessionKeys keys = Keys(tenant);
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Acquire,
            [keys.Session(session), keys.Messages(session)],
            [expectedVersion is { } expected ? Text(expected) : "", microseconds, NewRequest()],
            cancellationToken);
        return reply.Status switch
        {
            "acquired" => Acquired(reply, tenant, session),
            "busy" => new AcquireResult(AcquireStatus.Busy, null, null, reply.Number(1)),
            "mismatch" => new AcquireResult(AcquireStatus.VersionMismatch, null, null, reply.Number(1)),
            _ => new AcquireResult(AcquireStatus.NotFound, null, null, 0),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(SessionLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Renew,
            [Keys(lease.Tenant).Session(lease.Session)],
            [Text(lease.FencingToken), Microseconds(duration)],
            cancellationToken);
        return reply.Status == "renewed";
    }

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(
        SessionLease lease, IReadOnlyList<ChatMessage> messages, NodeId? warmNode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(messages);
        SessionKeys keys = Keys(lease.Tenant);
        SessionId id = lease.Session;
        string request = _unanswered.GetValue(lease, _ => NewRequest());
        RedisReply reply = await _client.EvaluateAsync(
            SessionScripts.Commit,
            [keys.Session(id), keys.Messages(id), keys.Recent, keys.Order, keys.Receipt(request)],
            [
                id.Value, Text(lease.FencingToken), Text(lease.Version), ReceiptMilliseconds, warmNode?.Value ?? "",
                .. messages.Select(ChatMessageText.Format),
            ],
            cancellationToken);
        _unanswered.Remove(lease);
        return reply.Status switch
        {
            "committed" => new CommitResult(CommitStatus.Committed, reply.Number(1)),
            "lost" => new CommitResult(CommitStatus.LeaseLost, 0),
            _ => new CommitResult(CommitStatus.NotFound, 0),
        };
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(SessionLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _client.EvaluateAsync(
            SessionScripts.Release, [Keys(lease.Tenant).Session(lease.Session)], [Text(lease.FencingToken)], cancellationToken);
    }

    private static AcquireResult Acquired(RedisReply reply, TenantId tenant, SessionId session)
    {
        SessionRecord record = SessionReplies.Record(reply, 2, tenant, session);
        var lease = new SessionLease(tenant, session, record.Summary.Version, reply.Number(1));
        return new AcquireResult(AcquireStatus.Acquired, lease, record, lease.Version);
    }

    private static string Microseconds(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        TimeSpan bounded = duration < MaxLease ? duration : MaxLease;
        return Text(Math.Max(1, bounded.Ticks / TimeSpan.TicksPerMicrosecond));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NewRequest() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private SessionKeys Keys(TenantId tenant) => new(_keys, tenant);
}
