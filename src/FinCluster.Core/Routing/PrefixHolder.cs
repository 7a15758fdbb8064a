namespace FinCluster.Core.Routing;

/// <summary>One node of a <see cref="PrefixIndex"/>: its number, and the blocks of its replicas. Used under its lock, but for the number.</summary>
/// <param name="slot">The node's number.</param>
internal sealed class PrefixHolder(int slot)
{
    private readonly Dictionary<string, HashSet<ulong>> _replicas = new(StringComparer.Ordinal);

    // A chain's blocks come one after the other and have the same holders: one set serves them all.
    private (NodeSet? Before, NodeSet? After) _lastAdded;
    private (NodeSet? Before, NodeSet? After) _lastRemoved;

    /// <summary>Gets the lock of the node's writers.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Gets the node's number.</summary>
    public int Slot => slot;

    /// <summary>Gets the set of this node alone.</summary>
    public NodeSet Alone { get; } = NodeSet.Of(slot);

    /// <summary>Gets or sets whether the node is gone from the index.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Gets the blocks of each replica.</summary>
    public IEnumerable<HashSet<ulong>> Replicas => _replicas.Values;

    /// <summary>Gets the models of the replicas.</summary>
    public IReadOnlyCollection<string> Models => _replicas.Keys;

    /// <summary>Forgets a replica.</summary>
    public void Remove(string model) => _replicas.Remove(model);

    /// <summary>Gets the blocks of one replica.</summary>
    public HashSet<ulong> BlocksOf(string model)
    {
        if (!_replicas.TryGetValue(model, out HashSet<ulong>? blocks))
        {
            _replicas.Add(model, blocks = []);
        }

        return blocks;
    }

    /// <summary>Gets a set with this node.</summary>
    public NodeSet AddedTo(NodeSet before)
    {
        if (!ReferenceEquals(before, _lastAdded.Before))
        {
            _lastAdded = (before, before.With(slot));
        }

        return _lastAdded.After!;
    }

    /// <summary>Gets a set without this node; null when nothing is left.</summary>
    public NodeSet? RemovedFrom(NodeSet before)
    {
        if (!ReferenceEquals(before, _lastRemoved.Before))
        {
            _lastRemoved = (before, before.Without(slot));
        }

        return _lastRemoved.After;
    }
}
