using System.Numerics;

namespace FinCluster.Core.Routing;

/// <summary>A set of the small numbers that <see cref="PrefixIndex"/> gives to nodes. Immutable.</summary>
internal sealed class NodeSet
{
    private const int WordBits = 64;

    private readonly ulong[] _words;

    private NodeSet(ulong[] words)
    {
        _words = words;
    }

    /// <summary>Makes a set of one.</summary>
    public static NodeSet Of(int slot) => new NodeSet([]).With(slot);

    /// <summary>Says whether a number is in it.</summary>
    public bool Contains(int slot)
    {
        int word = slot / WordBits;
        return word < _words.Length && (_words[word] & (1UL << slot)) != 0;
    }

    /// <summary>Makes a set with a number more.</summary>
    public NodeSet With(int slot)
    {
        var words = new ulong[Math.Max(_words.Length, (slot / WordBits) + 1)];
        _words.CopyTo(words, 0);
        words[slot / WordBits] |= 1UL << slot;
        return new NodeSet(words);
    }

    /// <summary>Makes a set without a number; null when nothing is left.</summary>
    public NodeSet? Without(int slot)
    {
        ulong[] words = [.. _words];
        if (slot / WordBits < words.Length)
        {
            words[slot / WordBits] &= ~(1UL << slot);
        }

        int length = words.AsSpan().LastIndexOfAnyExcept(0UL) + 1;
        return length == 0 ? null : new NodeSet(words[..length]);
    }

    /// <summary>Says whether two sets have the same numbers. Sets of neighbouring blocks are mostly one object.</summary>
    public bool IsSame(NodeSet other) => ReferenceEquals(this, other) || _words.AsSpan().SequenceEqual(other._words);

    /// <summary>Finds the first number that is not less than <paramref name="slot"/>; -1 when there is none.</summary>
    public int NextFrom(int slot)
    {
        for (int word = slot / WordBits; word < _words.Length; word++)
        {
            ulong bits = word == slot / WordBits ? _words[word] & (ulong.MaxValue << slot) : _words[word];
            if (bits != 0)
            {
                return (word * WordBits) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }
}
