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
}
