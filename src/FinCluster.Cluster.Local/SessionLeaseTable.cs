using System.Diagnostics;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Local;

/// <summary>The writer leases of all sessions, in memory.</summary>
/// <remarks>
/// Memory is enough, because the process that holds the database is its only writer: its death ends every lease, and the fencing
/// tokens of the next run are larger. All members may be called from any thread.
/// </remarks>
/// <param name="time">Measures the leases; the monotonic clock, so that a clock change ends none.</param>
/// <param name="tokens">Draws fencing tokens.</param>
internal sealed class SessionLeaseTable(TimeProvider time, EpochCounter tokens)
{
    private const int FirstSweepCount = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(TenantId, SessionId), Entry> _leases = [];
    private int _sweepCount = FirstSweepCount;

    /// <summary>Gets how many leases are kept, those that ran out unnoticed included.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _leases.Count;
            }
        }
    }

    /// <summary>Takes the lease of a session; null when somebody holds it.</summary>
    /// <returns>The fencing token.</returns>
    public long? TryTake(TenantId tenant, SessionId session, TimeSpan duration)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue((tenant, session), out Entry? held) && IsAlive_NeedsLock(held))
            {
                return null;
            }

            SweepWhenLarge_NeedsLock();
            var lease = new Entry(tokens.Next()) { Start = time.GetTimestamp(), Duration = duration };
            _leases[(tenant, session)] = lease;
            return lease.Token;
        }
    }

    /// <summary>Lets a lease last for <paramref name="duration"/> from now on; false when it is lost.</summary>
    public bool TryRenew(SessionLease lease, TimeSpan duration)
    {
        lock (_gate)
        {
            if (FindAlive_NeedsLock(lease.Tenant, lease.Session, lease.FencingToken) is not { } entry)
            {
                return false;
            }

            entry.Start = time.GetTimestamp();
            entry.Duration = duration;
            return true;
        }
    }

    /// <summary>
    /// Keeps a lease from running out until <see cref="Unpin"/> or <see cref="End"/>, for the moment in which its turn is written. False
    /// when it is lost, or pinned already by another commit.
    /// </summary>
    public bool TryPin(SessionLease lease)
    {
        lock (_gate)
        {
            if (FindAlive_NeedsLock(lease.Tenant, lease.Session, lease.FencingToken) is not { Pinned: false } entry)
            {
                return false;
            }

            entry.Pinned = true;
            return true;
        }
    }

    /// <summary>Lets a pinned lease run out again.</summary>
    public void Unpin(SessionLease lease)
    {
        lock (_gate)
        {
            if (FindAlive_NeedsLock(lease.Tenant, lease.Session, lease.FencingToken) is { } entry)
            {
                entry.Pinned = false;
            }
        }
    }

    /// <summary>Ends a lease. Does nothing when it is lost.</summary>
    /// <param name="tenant">The owner of the session.</param>
    /// <param name="session">The session.</param>
    /// <param name="token">The fencing token of the lease.</param>
    /// <param name="pinned">Whether to end it while its turn is being written: only the writer itself does.</param>
    public void End(TenantId tenant, SessionId session, long token, bool pinned)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue((tenant, session), out Entry? entry) && entry.Token == token && (pinned || !entry.Pinned))
            {
                _leases.Remove((tenant, session));
            }
        }
    }

    private Entry? FindAlive_NeedsLock(TenantId tenant, SessionId session, long token)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        bool found = _leases.TryGetValue((tenant, session), out Entry? entry) && entry.Token == token && IsAlive_NeedsLock(entry);
        return found ? entry : null;
    }

    private bool IsAlive_NeedsLock(Entry entry) => entry.Pinned || time.GetElapsedTime(entry.Start) < entry.Duration;

    // A holder that died leaves its entry behind. The threshold doubles with the live leases, so a sweep costs O(1) per lease taken.
    private void SweepWhenLarge_NeedsLock()
    {
        if (_leases.Count < _sweepCount)
        {
            return;
        }

        foreach (((TenantId, SessionId) key, Entry entry) in _leases)
        {
            if (!IsAlive_NeedsLock(entry))
            {
                _leases.Remove(key);
            }
        }

        _sweepCount = Math.Max(FirstSweepCount, _leases.Count * 2);
    }

    private sealed class Entry(long token)
    {
        public long Token { get; } = token;

        /// <summary>Gets or sets the timestamp of the last renewal.</summary>
        public long Start { get; set; }

        public TimeSpan Duration { get; set; }

        public bool Pinned { get; set; }
    }
}
