using System.Numerics;
using System.Security.Cryptography;

namespace FinCluster.Audit.Roots;

/// <summary>The tree of RFC 6962, section 2.1, built leaf by leaf in memory that grows with its depth.</summary>
internal sealed class MerkleTree
{
    public const int HashBytes = 32;

    // The roots of the whole subtrees, the largest first, as the bits of the count say.
    private readonly List<byte[]> _subtrees = [];

    /// <summary>Gets how many leaves there are.</summary>
    public long Count { get; private set; }

    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        Span<byte> prefixed = stackalloc byte[1 + HashBytes];
        prefixed[0] = 0;
        leaf.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed);
    }

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * HashBytes)];
        prefixed[0] = 1;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + HashBytes)..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>Adds a leaf: the 32 bytes of a record's hash.</summary>
    public void Add(ReadOnlySpan<byte> leaf)
    {
        byte[] hash = LeafHash(leaf);
        for (int full = BitOperations.TrailingZeroCount(~Count); full > 0; full--)
        {
            hash = NodeHash(_subtrees[^1], hash);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(hash);
        Count++;
    }

    /// <summary>Gets the root; of an empty tree it is the hash of nothing.</summary>
    public byte[] Root()
    {
        if (_subtrees.Count == 0)
        {
            return SHA256.HashData([]);
        }

        byte[] root = _subtrees[^1];
        for (int i = _subtrees.Count - 2; i >= 0; i--)
        {
            root = NodeHash(_subtrees[i], root);
        }

        return root;
    }
}
