using System.Collections.Concurrent;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Gateway.Sessions;

/// <summary>What this gateway last saw of a session.</summary>
/// <param name="Model">Its model; null for the server's default.</param>
/// <param name="Tokens">The estimated length of its conversation, in tokens.</param>
internal readonly record struct SessionSize(string? Model, long Tokens);

/// <summary>The sizes of the sessions that took a turn here lately, so that a turn can be reserved before its session is read. Thread-safe.</summary>
/// <remarks>
/// A size is old when the session had a turn elsewhere. That does not matter: a reservation is an estimate, and what is booked are the real tokens.
/// </remarks>
internal sealed class SessionSizes
{
    // Two generations: the older one goes when the newer one is full, with all sessions that had no turn meanwhile.
    private const int MaxGeneration = 32_768;

    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<(TenantId, SessionId), SessionSize> _newer = new();
    private volatile ConcurrentDictionary<(TenantId, SessionId), SessionSize> _older = new();

    /// <summary>Finds the size of a session; null when it is not known here.</summary>
    public SessionSize? Find(TenantId tenant, SessionId session) =>
        _newer.TryGetValue((tenant, session), out SessionSize size) || _older.TryGetValue((tenant, session), out size) ? size : null;

    /// <summary>Notes the size of a session.</summary>
    public void Note(TenantId tenant, SessionId session, SessionSize size)
    {
        _newer[(tenant, session)] = size;
        if (_newer.Count <= MaxGeneration)
        {
            return;
        }

        lock (_gate)
        {
            if (_newer.Count > MaxGeneration)
            {
                (_older, _newer) = (_newer, new());
            }
        }
    }
}
