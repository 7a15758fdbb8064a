namespace FinCluster.Simulation.Measures;

/// <summary>How long before the bell the last needed replica was ready. One user at a time.</summary>
/// <param name="bells">When markets open, in seconds, ascending, and how many replicas are needed from then on.</param>
internal sealed class BellWatch(IReadOnlyList<(double At, int Needed)> bells)
{
    private readonly List<double> _margins = [];
    private int _next;
    private double? _since;
    private int _ready;

    /// <summary>Gets for each bell so far how many seconds before it there were enough replicas; negative when it was after.</summary>
    public IReadOnlyList<double> Margins => _margins;

    /// <summary>Takes in how many replicas are ready from a moment on.</summary>
    public void Observe(double now, int ready)
    {
        PassBells(now);
        _ready = ready;
        if (_next >= bells.Count)
        {
            return;
        }

        _since = ready < bells[_next].Needed ? null : _since ?? now;
        if (_since is not null && now > bells[_next].At)
        {
            _margins.Add(bells[_next].At - now);
            Advance(now);
        }
    }

    /// <summary>Ends the watch; a bell for which there were never enough gets the time until now.</summary>
    public void End(double now)
    {
        PassBells(now);
        if (_next < bells.Count && bells[_next].At <= now)
        {
            _margins.Add(bells[_next].At - now);
        }
    }

    private void PassBells(double now)
    {
        while (_next < bells.Count && bells[_next].At <= now && _since is { } since)
        {
            _margins.Add(bells[_next].At - since);
            Advance(bells[_next].At);
        }
    }

    private void Advance(double now)
    {
        _next++;
        _since = _next < bells.Count && _ready >= bells[_next].Needed ? now : null;
    }
}
