using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;

namespace FinCluster.Gateway.Sessions;

/// <summary>A session and its turn.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Its version after the turn.</param>
internal sealed record StoredTurn(SessionId Session, long Version);

/// <summary>Holds the writer lease of a session for one turn. Used by one call at a time.</summary>
internal sealed class SessionWriter(ISessionStore store, SessionLease lease, SessionRecord record, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long the lease lasts unless it is renewed; as long as a writer's death blocks its session.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    private long _renewed = time.GetTimestamp();
    private bool _over;

    /// <summary>Gets the session.</summary>
    public SessionId Id => lease.Session;

    /// <summary>Gets the model of the session; null for the server's default.</summary>
    public string? Model => record.Summary.Model;

    /// <summary>Gets the conversation so far.</summary>
    public IReadOnlyList<ChatMessage> Messages => record.Messages;

    /// <summary>Renews the lease when a third of it is over. Cheap enough for every token.</summary>
    /// <exception cref="RequestException">The lease is lost.</exception>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_renewed) < LeaseDuration / 3)
        {
            return;
        }

        _renewed = time.GetTimestamp();
        if (!await store.RenewAsync(lease, LeaseDuration, cancellationToken))
        {
            throw Lost();
        }
    }

    /// <summary>Stores the turn and returns the new version.</summary>
    /// <exception cref="RequestException">The lease is lost or the session deleted; nothing is stored.</exception>
    public async Task<long> CommitAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        CommitResult result = await store.CommitAsync(lease, messages, cancellationToken);
        _over = true;
        return result.Status switch
        {
            CommitStatus.Committed => result.Version,
            CommitStatus.NotFound => throw SessionService.NotFound(lease.Session),
            _ => throw Lost(),
        };
    }

    /// <summary>Gives the lease back, unless the turn is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_over)
        {
            _over = true;
            await store.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private RequestException Lost() =>
        new(ErrorCode.SessionBusy, $"another request took over session '{lease.Session}'; this turn is not stored", "session");
}
