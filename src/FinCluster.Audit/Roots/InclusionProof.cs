namespace FinCluster.Audit.Roots;

/// <summary>The audit path of RFC 6962, section 2.1.1: shows that a record's hash is a leaf under a root.</summary>
/// <param name="Index">Which leaf, from 0.</param>
/// <param name="Count">How many leaves the tree has.</param>
/// <param name="Path">The hashes beside the way from the leaf to the root.</param>
public sealed record InclusionProof(long Index, long Count, IReadOnlyList<byte[]> Path)
{
    /// <summary>Computes the root that a leaf leads to.</summary>
    /// <param name="leaf">The record's hash.</param>
    /// <returns>The root; null when the path is not one of such a tree.</returns>
    public byte[]? RootOf(ReadOnlySpan<byte> leaf)
    {
        if (Index < 0 || Index >= Count || leaf.Length != MerkleTree.HashBytes)
        {
            return null;
        }

        byte[] hash = MerkleTree.LeafHash(leaf);
        long node = Index;
        long last = Count - 1;
        foreach (byte[] beside in Path)
        {
            if (last == 0 || beside.Length != MerkleTree.HashBytes)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.NodeHash(beside, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, beside);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? hash : null;
    }

    /// <summary>Makes the proof of a leaf.</summary>
    /// <param name="leaves">The records' hashes, one behind the other.</param>
    /// <param name="index">Which leaf.</param>
    internal static InclusionProof Of(ReadOnlyMemory<byte> leaves, long index)
    {
        var path = new List<byte[]>();
        Collect(leaves, index, path);
        return new InclusionProof(index, leaves.Length / MerkleTree.HashBytes, path);
    }

    private static void Collect(ReadOnlyMemory<byte> leaves, long index, List<byte[]> path)
    {
        int count = leaves.Length / MerkleTree.HashBytes;
        if (count == 1)
        {
            return;
        }

        int half = (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count) / 2);
        ReadOnlyMemory<byte> left = leaves[..(half * MerkleTree.HashBytes)];
        ReadOnlyMemory<byte> right = leaves[(half * MerkleTree.HashBytes)..];
        Collect(index < half ? left : right, index < half ? index : index - half, path);
        path.Add(RootOfAll(index < half ? right : left));
    }

    private static byte[] RootOfAll(ReadOnlyMemory<byte> leaves)
    {
        var tree = new MerkleTree();
        for (int offset = 0; offset < leaves.Length; offset += MerkleTree.HashBytes)
        {
            tree.Add(leaves.Span.Slice(offset, MerkleTree.HashBytes));
        }

        return tree.Root();
    }
}
