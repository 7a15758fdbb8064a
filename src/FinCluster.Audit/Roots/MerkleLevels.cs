namespace FinCluster.Audit.Roots;

/// <summary>The whole tree of RFC 6962 in memory, from its leaves up to its root: 64 bytes a leaf. A node without a neighbour moves up as it is.</summary>
internal sealed class MerkleLevels
{
    private readonly List<byte[]> _levels = [];

    /// <param name="leaves">The records' hashes, one behind the other.</param>
    public MerkleLevels(ReadOnlySpan<byte> leaves)
    {
        byte[] level = new byte[leaves.Length];
        for (int offset = 0; offset < leaves.Length; offset += MerkleTree.HashBytes)
        {
            MerkleTree.LeafHash(leaves.Slice(offset, MerkleTree.HashBytes)).CopyTo(level.AsSpan(offset));
        }

        _levels.Add(level);
        while (level.Length > MerkleTree.HashBytes)
        {
            _levels.Add(level = Above(level));
        }
    }

    /// <summary>Gets how many leaves there are.</summary>
    public long Count => _levels[0].Length / MerkleTree.HashBytes;

    /// <summary>Makes the proof of a leaf.</summary>
    public InclusionProof Prove(long index)
    {
        var path = new List<byte[]>();
        long node = index;
        foreach (byte[] level in _levels)
        {
            long beside = (node ^ 1) * MerkleTree.HashBytes;
            if (beside < level.Length)
            {
                path.Add(level.AsSpan((int)beside, MerkleTree.HashBytes).ToArray());
            }

            node >>= 1;
        }

        return new InclusionProof(index, Count, path);
    }

    private static byte[] Above(ReadOnlySpan<byte> level)
    {
        int count = level.Length / MerkleTree.HashBytes;
        byte[] above = new byte[(count + 1) / 2 * MerkleTree.HashBytes];
        for (int i = 0; i < count; i += 2)
        {
            ReadOnlySpan<byte> left = level.Slice(i * MerkleTree.HashBytes, MerkleTree.HashBytes);
            Span<byte> target = above.AsSpan(i / 2 * MerkleTree.HashBytes);
            if (i + 1 == count)
            {
                left.CopyTo(target);
            }
            else
            {
                MerkleTree.NodeHash(left, level.Slice((i + 1) * MerkleTree.HashBytes, MerkleTree.HashBytes)).CopyTo(target);
            }
        }

        return above;
    }
}
