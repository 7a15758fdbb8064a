using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Routing;

namespace FinCluster.Gateway.Sessions;

/// <summary>A session and its turn.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Its version after the turn.</param>
internal sealed record StoredTurn(SessionId Session, long Version);

/// <summary>Holds the writer lease of a session for one turn. Used by one call at a time.</summary>
internal sealed class SessionWriter(ISessionStore store, SessionSizes sizes, SessionLease lease, SessionRecord record, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>How long the lease lasts unless it is renewed; as long as a writer's death blocks its session.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    // An answer is whole by then, and only its last event waits; a lease outlives this.
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(500);

    private long _renewed = time.GetTimestamp();
    private Task _renewal = Task.CompletedTask;
    private volatile bool _isLost;
    private bool _over;

    /// <summary>Gets the session.</summary>
    public SessionId Id => lease.Session;

    /// <summary>Gets where the session's turns are computed; what it says at the commit is stored with the turn.</summary>
    public SessionAffinity Affinity { get; } = new(lease.Session.Value, record.WarmNode);

    /// <summary>Gets the model of the session; null for the server's default.</summary>
    public string? Model => record.Summary.Model;

    /// <summary>Gets the version before the turn.</summary>
    public long Version => record.Summary.Version;

    /// <summary>Gets the conversation so far.</summary>
    public IReadOnlyList<ChatMessage> Messages => record.Messages;

    /// <summary>Renews the lease when a third of it is over. It waits for nothing, so it can be called with every token.</summary>
    /// <exception cref="RequestException">The lease is lost.</exception>
    public void Keep()
    {
        if (_isLost)
        {
            throw Lost();
        }

        if (time.GetElapsedTime(_renewed) < LeaseDuration / 3 || !_renewal.IsCompleted)
        {
            return;
        }

        _renewed = time.GetTimestamp();
        _renewal = RenewAsync();
    }

    /// <summary>Stores the turn and returns the new version. While the store is away, it waits for it.</summary>
    /// <exception cref="RequestException">The lease is lost or the session deleted, and nothing is stored; or the store stays away.</exception>
    public async Task<long> CommitAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                // A second attempt after one whose reply was lost is told that it has committed: the fencing token says so.
                CommitResult result = await store.CommitAsync(lease, messages, Affinity.WarmNode, cancellationToken);
                _over = true;
                long tokens = TokenEstimate.OfMessages(record.Messages) + TokenEstimate.OfMessages(messages);
                sizes.Note(lease.Tenant, lease.Session, new SessionSize(Model, tokens));
                return result.Status switch
                {
                    CommitStatus.Committed => result.Version,
                    CommitStatus.NotFound => throw SessionService.NotFound(lease.Session),
                    _ => throw Lost(),
                };
            }
            catch (ControlPlaneUnavailableException e)
            {
                if (time.GetElapsedTime(began) >= CommitPatience)
                {
                    throw ControlPlaneErrors.ToRequest(e);
                }

                await Task.Delay(CommitInterval, time, cancellationToken);
            }
        }
    }

    /// <summary>Gives the lease back, unless the turn is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        try
        {
            await store.ReleaseAsync(lease, CancellationToken.None);
        }
        catch (ControlPlaneUnavailableException)
        {
            // The lease ends by itself.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            _isLost = !await store.RenewAsync(lease, LeaseDuration, CancellationToken.None);
        }
        catch (ControlPlaneUnavailableException)
        {
            // While the store is away nobody can take the lease over; the next renewal may succeed.
        }
    }

    private RequestException Lost() =>
        new(ErrorCode.SessionBusy, $"another request took over session '{lease.Session}'; this turn is not stored", "session");
}
