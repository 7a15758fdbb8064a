using System.Diagnostics;

namespace FinCluster.Core.Routing;

/// <summary>Which nodes hold how much of a prompt's beginning, as <see cref="PrefixIndex.Match"/> has found it.</summary>
/// <remarks>
/// It is filled anew for each prompt, so that nothing is allocated; used by one caller at a time. It is kept as steps: the deepest
/// length that anybody holds with those who hold it, then the next shorter length with all who hold at least that.
/// </remarks>
public sealed class PrefixMatch
{
    /// <summary>The most different lengths that are told apart; nodes that hold less than the last one count as holding nothing.</summary>
    public const int MaxSteps = 16;

    private readonly int[] _lengths = new int[MaxSteps];
    private readonly NodeSet[] _holders = new NodeSet[MaxSteps];

    /// <summary>Gets the number of blocks that the node holds that holds most of them.</summary>
    public int Deepest => Steps == 0 ? 0 : _lengths[0];

    /// <summary>Gets the number of different lengths.</summary>
    internal int Steps { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_holders, 0, Steps);
        Steps = 0;
    }

    /// <summary>Finds how many blocks of the beginning a node holds.</summary>
    /// <param name="slot">The node's number in the index; -1 for one that is not in it.</param>
    public int HeldBy(int slot)
    {
        for (int step = 0; slot >= 0 && step < Steps; step++)
        {
            if (_holders[step].Contains(slot))
            {
                return _lengths[step];
            }
        }

        return 0;
    }

    /// <summary>Collects the numbers of nodes that hold most, those with the longest beginnings first.</summary>
    /// <param name="slots">Where to put them; when more hold the same, some of them.</param>
    /// <param name="start">Where to begin among those of one length, so that not all callers take the same.</param>
    /// <returns>How many there are.</returns>
    public int Longest(Span<int> slots, int start)
    {
        int count = 0;
        for (int step = 0; step < Steps && count < slots.Length; step++)
        {
            count = Collect(_holders[step], slots, count, start);
        }

        return count;
    }

    /// <summary>Adds the next shorter length.</summary>
    internal void Add(int length, NodeSet holders)
    {
        Debug.Assert(Steps < MaxSteps, "the caller counts");
        (_lengths[Steps], _holders[Steps]) = (length, holders);
        Steps++;
    }

    private static int Collect(NodeSet holders, Span<int> slots, int count, int start)
    {
        bool wrapped = false;
        for (int slot = holders.NextFrom(start); count < slots.Length; slot = holders.NextFrom(slot + 1))
        {
            if (slot < 0 || (wrapped && slot >= start))
            {
                if (wrapped)
                {
                    break;
                }

                wrapped = true;
                slot = -1;
                continue;
            }

            if (!slots[..count].Contains(slot))
            {
                slots[count++] = slot;
            }
        }

        return count;
    }
}
