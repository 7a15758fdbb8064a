using System.Collections.Concurrent;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing;

/// <summary>Knows which nodes hold which prefix blocks in the KV caches of their replicas.</summary>
/// <remarks>
/// <para>
/// Any number of threads read and write. Readers take no lock; what they read may be a mixture of the states before and after an
/// update, which costs a wrong guess at worst. Writers of one node wait for each other, writers of different nodes do not.
/// </para>
/// <para>
/// A node that holds a block holds every block before it, because the KV of a block depends on them: an engine that gives up a block
/// gives up what comes behind it. So what a node holds of a prompt is found by bisection, and not block by block.
/// </para>
/// <para>
/// Memory is bounded by <paramref name="maxBlocksPerReplica"/>: further blocks of a replica are left out until the index is told of
/// ones that it gave up, so that its beginnings seem shorter than they are.
/// </para>
/// </remarks>
/// <param name="maxBlocksPerReplica">The most blocks of one replica. Range 1 to 16,777,216.</param>
public sealed class PrefixIndex(int maxBlocksPerReplica = PrefixIndex.DefaultBlocksPerReplica)
{
    /// <summary>The default bound: a replica with about a million tokens of KV.</summary>
    public const int DefaultBlocksPerReplica = 65_536;

    private readonly ConcurrentDictionary<ulong, NodeSet> _holders = new();
    private readonly ConcurrentDictionary<NodeId, PrefixHolder> _nodes = new();
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _freeSlots = [];
    private volatile NodeId?[] _slots = [];

    /// <summary>Gets the number of different blocks that somebody holds. Not for the hot path.</summary>
    public int Count => _holders.Count;

    /// <summary>Gets a number that is greater than those of all nodes.</summary>
    public int SlotCount => _slots.Length;

    /// <summary>Gets the bound of one replica's blocks.</summary>
    public int MaxBlocksPerReplica { get; } = maxBlocksPerReplica is >= 1 and <= 1 << 24
        ? maxBlocksPerReplica
        : throw new ArgumentOutOfRangeException(nameof(maxBlocksPerReplica));

    /// <summary>Takes in what a replica has come to hold and what it has given up.</summary>
    /// <param name="node">The replica's node.</param>
    /// <param name="model">The replica's model; a reset is of this replica alone.</param>
    /// <param name="update">The change, in the order in which the engine reported it.</param>
    public void Apply(NodeId node, string model, PrefixUpdate update)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(update);
        PrefixHolder holder;
        while (true)
        {
            holder = _nodes.TryGetValue(node, out PrefixHolder? known) ? known : Add(node);
            lock (holder.Gate)
            {
                // Between the look-up and the lock the node may have been removed; then it begins anew.
                if (holder.IsRemoved)
                {
                    continue;
                }

                Apply(holder, holder.BlocksOf(model), update);
                return;
            }
        }
    }

    /// <summary>Forgets a node. An unknown one is no error.</summary>
    public void Remove(NodeId node)
    {
        if (!_nodes.TryRemove(node, out PrefixHolder? holder))
        {
            return;
        }

        lock (holder.Gate)
        {
            holder.IsRemoved = true;
            foreach (HashSet<ulong> blocks in holder.Replicas)
            {
                RemoveAll(holder, blocks);
            }
        }

        lock (_gate)
        {
            _slots = [.. _slots.Select((name, slot) => slot == holder.Slot ? null : name)];
            _freeSlots.Add(holder.Slot);
        }
    }

    /// <summary>Gets how many replicas of a node something was heard of.</summary>
    public int ReplicasOf(NodeId node)
    {
        if (!_nodes.TryGetValue(node, out PrefixHolder? holder))
        {
            return 0;
        }

        lock (holder.Gate)
        {
            return holder.Models.Count;
        }
    }

    /// <summary>Forgets the replicas of a node that it does not have any more. An unknown node is no error.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isThere">Says whether the node has a replica of a model.</param>
    public void Retain(NodeId node, Func<string, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(isThere);
        if (!_nodes.TryGetValue(node, out PrefixHolder? holder))
        {
            return;
        }

        lock (holder.Gate)
        {
            foreach (string gone in holder.Models.Where(model => !isThere(model)).ToArray())
            {
                RemoveAll(holder, holder.BlocksOf(gone));
                holder.Remove(gone);
            }
        }
    }

    /// <summary>Finds how much of a prompt's beginning the nodes hold.</summary>
    /// <param name="blocks">The prompt's blocks, from the first one on.</param>
    /// <param name="match">Is given the result.</param>
    public void Match(ReadOnlySpan<ulong> blocks, PrefixMatch match)
    {
        ArgumentNullException.ThrowIfNull(match);
        match.Clear();
        if (blocks.IsEmpty || !_holders.TryGetValue(blocks[0], out NodeSet? all))
        {
            return;
        }

        (int last, NodeSet holders) = FindLast(blocks, all);
        match.Add(last + 1, holders);
        while (last > 0 && match.Steps < PrefixMatch.MaxSteps && !holders.IsSame(all))
        {
            (last, holders) = FindNextStep(blocks, last, holders, all);
            match.Add(last + 1, holders);
        }
    }

    /// <summary>Gets the number that <see cref="PrefixMatch"/> knows a node by; -1 for one that holds nothing.</summary>
    public int SlotOf(NodeId node) => _nodes.TryGetValue(node, out PrefixHolder? holder) ? holder.Slot : -1;

    /// <summary>Gets the node of a number; null when it has gone meanwhile.</summary>
    public NodeId? NodeOf(int slot)
    {
        NodeId?[] slots = _slots;
        return (uint)slot < (uint)slots.Length ? slots[slot] : null;
    }

    // The deepest block that anybody holds: between `held`, which somebody holds, and `free`, which nobody does.
    private (int Index, NodeSet Holders) FindLast(ReadOnlySpan<ulong> blocks, NodeSet first)
    {
        (int held, int free) = (0, blocks.Length);
        NodeSet holders = first;
        for (int probe = blocks.Length - 1; free - held > 1; probe = held + ((free - held) / 2))
        {
            if (_holders.TryGetValue(blocks[probe], out NodeSet? found))
            {
                (held, holders) = (probe, found);
            }
            else
            {
                free = probe;
            }
        }

        return (held, holders);
    }

    // The deepest block before `end` that has more holders: between `more`, which has, and `end`, which has not.
    private (int Index, NodeSet Holders) FindNextStep(ReadOnlySpan<ulong> blocks, int end, NodeSet same, NodeSet first)
    {
        int more = 0;
        NodeSet holders = first;
        while (end - more > 1)
        {
            int probe = more + ((end - more) / 2);
            if (_holders.TryGetValue(blocks[probe], out NodeSet? found) && !found.IsSame(same))
            {
                (more, holders) = (probe, found);
            }
            else
            {
                end = probe;
            }
        }

        return (more, holders);
    }

    private PrefixHolder Add(NodeId node)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(node, out PrefixHolder? known))
            {
                return known;
            }

            int slot = _freeSlots.Count > 0 ? _freeSlots.Min : _slots.Length;
            _freeSlots.Remove(slot);
            var slots = new NodeId?[Math.Max(_slots.Length, slot + 1)];
            _slots.CopyTo(slots, 0);
            slots[slot] = node;
            _slots = slots;
            return _nodes[node] = new PrefixHolder(slot);
        }
    }

    private void Apply(PrefixHolder holder, HashSet<ulong> blocks, PrefixUpdate update)
    {
        if (update.IsReset)
        {
            HashSet<ulong> kept = [.. update.Added];
            RemoveAll(holder, [.. blocks.Where(block => !kept.Contains(block))]);
            blocks.IntersectWith(kept);
        }

        foreach (ulong block in update.Removed)
        {
            if (blocks.Remove(block))
            {
                RemoveHolder(holder, block);
            }
        }

        foreach (ulong block in update.Added)
        {
            if (blocks.Count < MaxBlocksPerReplica && blocks.Add(block))
            {
                AddHolder(holder, block);
            }
        }
    }

    private void RemoveAll(PrefixHolder holder, IEnumerable<ulong> blocks)
    {
        foreach (ulong block in blocks)
        {
            RemoveHolder(holder, block);
        }
    }

    private void AddHolder(PrefixHolder holder, ulong block)
    {
        while (true)
        {
            if (_holders.TryGetValue(block, out NodeSet? before)
                ? _holders.TryUpdate(block, holder.AddedTo(before), before)
                : _holders.TryAdd(block, holder.Alone))
            {
                return;
            }
        }
    }

    private void RemoveHolder(PrefixHolder holder, ulong block)
    {
        while (_holders.TryGetValue(block, out NodeSet? before) && before.Contains(holder.Slot))
        {
            if (holder.RemovedFrom(before) is { } left
                ? _holders.TryUpdate(block, left, before)
                : _holders.TryRemove(KeyValuePair.Create(block, before)))
            {
                return;
            }
        }
    }
}
