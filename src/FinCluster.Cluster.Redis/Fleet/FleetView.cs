using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>Turns readings of Redis into the nodes that gateways see, and keeps nodes through an outage of Redis.</summary>
/// <remarks>
/// <para>
/// A node leaves the view when a reading does not show it. After an outage a reading proves nothing: leases ran out while nobody could
/// prolong them, or Redis came back empty. So from the first reading after an outage on, for the grace period, nodes that were known before
/// stay unless they were removed by name; after it the readings count again.
/// </para>
/// <para>
/// An outage is a longer time between two readings than the resync interval explains, or another epoch. Not thread-safe: one loop owns it.
/// </para>
/// </remarks>
internal sealed class FleetView(RedisFleetOptions options, TimeProvider time)
{
    private readonly Dictionary<string, KnownNode> _announced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownNode> _kept = new(StringComparer.Ordinal);
    private readonly TimeSpan _longestGap = options.ResyncInterval * 2;
    private readonly List<string> _unreadable = [];
    private long? _lastReading;
    private long? _graceStarted;

    /// <summary>Gets the epoch of the last reading; empty before the first.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>Gets the revision of the last reading; empty before the first.</summary>
    public string Revision { get; private set; } = "";

    /// <summary>Gets the nodes that Redis showed, then those that are kept.</summary>
    public ImmutableArray<FleetNode> Nodes { get; private set; } = [];

    /// <summary>Gets the ids of the last list of nodes that this build cannot read, as those of a newer one; they are left out.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>Takes a reading in; true when <see cref="Nodes"/> changed.</summary>
    public bool Apply(FleetReading reading)
    {
        bool isOutage = _lastReading is { } last
            && (time.GetElapsedTime(last) > _longestGap || reading.Epoch != Epoch);
        _lastReading = time.GetTimestamp();
        if (isOutage)
        {
            _graceStarted = _lastReading;
        }

        (Epoch, Revision) = (reading.Epoch, reading.Revision);
        bool changed = reading.Nodes is { } nodes && Replace(nodes, reading.Removed);
        if (_graceStarted is { } started && time.GetElapsedTime(started) >= options.GracePeriod)
        {
            _graceStarted = null;
            changed |= _kept.Count > 0;
            _kept.Clear();
        }

        if (changed)
        {
            Nodes = [.. _announced.Values.Concat(_kept.Values).Select(known => known.Node)];
        }

        return changed;
    }

    private bool Replace(IReadOnlyDictionary<string, string> nodes, IReadOnlySet<string> removed)
    {
        bool changed = false;
        foreach ((string id, KnownNode known) in _announced.Where(pair => !nodes.ContainsKey(pair.Key)).ToArray())
        {
            _announced.Remove(id);
            if (_graceStarted is null)
            {
                changed = true;
            }
            else
            {
                _kept.Add(id, known);
            }
        }

        _unreadable.Clear();
        foreach ((string id, string text) in nodes)
        {
            changed |= Put(id, text);
        }

        foreach (string id in removed)
        {
            changed |= _kept.Remove(id);
        }

        return changed;
    }

    private bool Put(string id, string text)
    {
        // A node that was kept and is announced again as it was is no change.
        bool isKnown = _kept.Remove(id, out KnownNode? known) || _announced.TryGetValue(id, out known);
        if (isKnown && known!.Text == text)
        {
            _announced[id] = known;
            return false;
        }

        if (FleetNodeText.TryParse(id, text, out FleetNode? node))
        {
            _announced[id] = new KnownNode(text, node);
            return true;
        }

        _unreadable.Add(id);
        _announced.Remove(id);
        return isKnown;
    }

    private sealed record KnownNode(string Text, FleetNode Node);
}
