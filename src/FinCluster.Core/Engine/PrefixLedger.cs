using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinCluster.Core.Engine;

/// <summary>Counts for each prefix block how many holders it has, and remembers what changed since it was last asked.</summary>
/// <remarks>Used by one thread at a time. A block that comes and goes between two questions is no change.</remarks>
public sealed class PrefixLedger
{
    private readonly Dictionary<ulong, int> _holders = [];

    // Block -> whether it was held when the changes were taken last.
    private readonly Dictionary<ulong, bool> _touched = [];

    /// <summary>Gets the number of blocks that somebody holds.</summary>
    public int Count => _holders.Count;

    /// <summary>Gets a value indicating whether a block may have changed since the changes were taken last.</summary>
    public bool IsTouched => _touched.Count > 0;

    /// <summary>Notes that a block has one more holder.</summary>
    public void Add(ulong block)
    {
        ref int holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_holders, block, out bool wasHeld);
        holders++;
        if (!wasHeld)
        {
            _touched.TryAdd(block, false);
        }
    }

    /// <summary>Notes that a block has one holder less.</summary>
    /// <exception cref="ArgumentException">Nobody holds it.</exception>
    public void Remove(ulong block)
    {
        ref int holders = ref CollectionsMarshal.GetValueRefOrNullRef(_holders, block);
        if (Unsafe.IsNullRef(ref holders))
        {
            throw new ArgumentException("nobody holds the block", nameof(block));
        }

        if (--holders == 0)
        {
            _holders.Remove(block);
            _touched.TryAdd(block, true);
        }
    }

    /// <summary>Takes what changed since the last time; null when nothing did in the end.</summary>
    public PrefixUpdate? TakeChanges()
    {
        ImmutableArray<ulong>.Builder added = ImmutableArray.CreateBuilder<ulong>();
        ImmutableArray<ulong>.Builder removed = ImmutableArray.CreateBuilder<ulong>();
        foreach ((ulong block, bool wasHeld) in _touched)
        {
            if (_holders.ContainsKey(block) != wasHeld)
            {
                (wasHeld ? removed : added).Add(block);
            }
        }

        _touched.Clear();
        return added.Count + removed.Count == 0 ? null : new PrefixUpdate(IsReset: false, added.DrainToImmutable(), removed.DrainToImmutable());
    }

    /// <summary>Gets all that is held.</summary>
    public PrefixUpdate ToReset() => new(IsReset: true, [.. _holders.Keys], []);
}
