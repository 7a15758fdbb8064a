using FinCluster.Core.Tenants;

namespace FinCluster.Core.Admission;

/// <summary>What waits in one class, ordered by the tenants' virtual token counters. Guarded by the queue's lock.</summary>
/// <remarks>
/// Finding the next tenant looks at every tenant that waits, because counters move with every token and an ordered structure would have to move
/// with them. There are never more of them than places in the queue.
/// </remarks>
internal sealed class ClassBacklog
{
    private const int FirstSweepCount = 1_024;

    private readonly Dictionary<TenantId, TenantBacklog> _tenants = [];
    private readonly List<TenantBacklog> _waiting = [];
    private long _lastServed;
    private int _sweepCount = FirstSweepCount;

    /// <summary>Gets the requests that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the tenants that are remembered.</summary>
    public int TenantCount => _tenants.Count;

    /// <summary>Finds a tenant; one whose requests neither wait nor run may have been forgotten and begins anew.</summary>
    public TenantBacklog Tenant(TenantId tenant)
    {
        if (_tenants.TryGetValue(tenant, out TenantBacklog? backlog))
        {
            return backlog;
        }

        SweepWhenLarge();
        backlog = new TenantBacklog(tenant);
        backlog.Counter.LiftTo(Floor());
        _tenants.Add(tenant, backlog);
        return backlog;
    }

    /// <summary>Puts a request behind the others of its tenant.</summary>
    public void Add(WaitingRequest request)
    {
        TenantBacklog backlog = request.Backlog;
        if (backlog.Waiting.Count == 0)
        {
            backlog.Counter.LiftTo(Floor());
            _waiting.Add(backlog);
        }

        request.Node = backlog.Waiting.AddLast(request);
        Count++;
    }

    /// <summary>Takes a request out, wherever it stands.</summary>
    public void Remove(WaitingRequest request)
    {
        TenantBacklog backlog = request.Backlog;
        backlog.Waiting.Remove(request.Node!);
        request.Node = null;
        Count--;
        if (backlog.Waiting.Count == 0)
        {
            _lastServed = Math.Max(_lastServed, backlog.Counter.Value);
            _waiting.Remove(backlog);
        }
    }

    /// <summary>Finds the request that is next: the oldest of the tenant with the smallest counter; null when all are held back.</summary>
    /// <param name="isHeldBack">Says whether a tenant may not start another request now.</param>
    public WaitingRequest? Next(Predicate<TenantBacklog> isHeldBack) => MinByCounter(isHeldBack)?.Waiting.First!.Value;

    /// <summary>Says whether all tenants that wait are held back.</summary>
    public bool AllHeldBack(Predicate<TenantBacklog> isHeldBack) => _waiting.TrueForAll(isHeldBack);

    /// <summary>Finds the request that goes when there are too many: the newest of the tenant with the most. There must be one.</summary>
    public WaitingRequest Last()
    {
        TenantBacklog most = _waiting[0];
        foreach (TenantBacklog backlog in _waiting)
        {
            most = backlog.Waiting.Count > most.Waiting.Count ? backlog : most;
        }

        return most.Waiting.Last!.Value;
    }

    // Who comes anew has no credit from before: it stands with the one that is next or, when nobody waits, with the last that did.
    private long Floor() => MinByCounter(static _ => false)?.Counter.Value ?? _lastServed;

    private TenantBacklog? MinByCounter(Predicate<TenantBacklog> isHeldBack)
    {
        TenantBacklog? min = null;
        long least = long.MaxValue;
        foreach (TenantBacklog backlog in _waiting)
        {
            long value = backlog.Counter.Value;
            if (value < least && !isHeldBack(backlog))
            {
                (min, least) = (backlog, value);
            }
        }

        return min;
    }

    // A tenant at or below the floor would be lifted to it when it comes back, so forgetting it changes nothing. The threshold doubles
    // with those that must be kept, so a sweep costs O(1) per tenant.
    private void SweepWhenLarge()
    {
        if (_tenants.Count < _sweepCount)
        {
            return;
        }

        long floor = Floor();
        foreach ((TenantId id, TenantBacklog backlog) in _tenants)
        {
            if (backlog.Waiting.Count == 0 && backlog.Running == 0 && backlog.Counter.Value <= floor)
            {
                _tenants.Remove(id);
            }
        }

        _sweepCount = Math.Max(FirstSweepCount, _tenants.Count * 2);
    }
}
