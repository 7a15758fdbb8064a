using FinCluster.Core.Tenants;

namespace FinCluster.Core.Admission;

/// <summary>What one tenant has under way in all classes. Guarded by the queue's lock.</summary>
internal sealed class TenantShare
{
    /// <summary>Gets or sets the tenant's share relative to other tenants'.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Gets or sets how many of its requests hold a slot.</summary>
    public int Running { get; set; }

    /// <summary>Gets what it has for each part of its weight.</summary>
    public double Load => (double)Running / Weight;

    /// <summary>Gets or sets the window in which it was last seen.</summary>
    public long Window { get; set; } = long.MinValue;
}

/// <summary>The tenants that ask now, and how much of the capacity is each one's. Guarded by the queue's lock.</summary>
/// <remarks>A tenant asks now if it sent a request in this or the last window, or has one running.</remarks>
/// <param name="time">Measures windows.</param>
internal sealed class TenantShares(TimeProvider time)
{
    private static readonly TimeSpan WindowLength = TimeSpan.FromSeconds(30);

    private const double FillsFrom = 0.75;

    private readonly Dictionary<TenantId, TenantShare> _tenants = [];
    private readonly HashSet<TenantShare> _running = [];
    private long _began = time.GetTimestamp();
    private long _window;
    private long _weights;
    private double? _greatestLoad = 0;

    /// <summary>Notes that a tenant asks, and gets what it has.</summary>
    public TenantShare Touch(TenantId tenant, int weight)
    {
        RollWhenOver();
        if (!_tenants.TryGetValue(tenant, out TenantShare? share))
        {
            _tenants.Add(tenant, share = new TenantShare());
        }

        if (share.Window < _window - 1)
        {
            share.Weight = weight;
            _weights += weight;
        }

        share.Window = _window;
        return share;
    }

    /// <summary>Notes that one of a tenant's requests holds a slot.</summary>
    public void OnStarted(TenantShare share)
    {
        share.Running++;
        _running.Add(share);
        _greatestLoad = _greatestLoad is { } load ? Math.Max(load, share.Load) : null;
    }

    /// <summary>Notes that one of a tenant's slots is free again.</summary>
    public void OnEnded(TenantShare share)
    {
        _greatestLoad = share.Load < _greatestLoad ? _greatestLoad : null;
        if (--share.Running == 0)
        {
            _running.Remove(share);
        }
    }

    /// <summary>Says whether a tenant is among those that fill so many slots: others ask too, and it has its part already.</summary>
    /// <remarks>
    /// Its part is not an equal one while others leave some of theirs: a tenant that has clearly less than the one with the most is none of those
    /// that fill the slots, however small an equal part would be.
    /// </remarks>
    public bool HasItsPart(TenantShare share, int slots) =>
        _weights > share.Weight && share.Running * _weights >= (long)slots * share.Weight && share.Load >= GreatestLoad() * FillsFrom;

    private double GreatestLoad() => _greatestLoad ??= _running.Count == 0 ? 0 : _running.Max(share => share.Load);

    private void RollWhenOver()
    {
        double windows = Math.Floor(time.GetElapsedTime(_began) / WindowLength);
        if (windows < 1)
        {
            return;
        }

        _began = time.GetTimestamp();
        _window += windows < 2 ? 1 : 2;
        _weights = 0;
        foreach ((TenantId tenant, TenantShare share) in _tenants)
        {
            share.Window = share.Running > 0 ? _window : share.Window;
            if (share.Window < _window - 1)
            {
                _tenants.Remove(tenant);
            }
            else
            {
                _weights += share.Weight;
            }
        }
    }
}
