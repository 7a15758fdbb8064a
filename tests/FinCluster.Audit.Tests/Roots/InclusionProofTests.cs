using System.Security.Cryptography;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Tests.Roots;

public sealed class InclusionProofTests
{
    [Fact]
    public void RootOf_EveryLeafOfTreesOfAllSizes_IsTheRootAndNoOtherLeafLeadsThere()
    {
        for (int count = 1; count <= 70; count++)
        {
            byte[] leaves = [.. Enumerable.Range(0, count).SelectMany(i => SHA256.HashData(BitConverter.GetBytes(i)))];
            var tree = new MerkleTree();
            foreach (byte[] leaf in leaves.Chunk(32))
            {
                tree.Add(leaf);
            }

            var levels = new MerkleLevels(leaves);
            for (int i = 0; i < count; i++)
            {
                InclusionProof proof = levels.Prove(i);
                Assert.Equal(tree.Root(), proof.RootOf(leaves.AsSpan(32 * i, 32)));
                Assert.NotEqual(tree.Root(), proof.RootOf(SHA256.HashData([1, 2, 3])));
                Assert.NotEqual(tree.Root(), (proof with { Index = (i + 1) % (count + 1) }).RootOf(leaves.AsSpan(32 * i, 32)));
            }
        }
    }

    // Computed by hand from RFC 6962, section 2.1, for three leaves.
    [Fact]
    public void Root_OfThreeLeaves_IsThatOfTheStandard()
    {
        byte[][] leaves = [new byte[32], [.. Enumerable.Repeat((byte)1, 32)], [.. Enumerable.Repeat((byte)2, 32)]];
        var tree = new MerkleTree();
        foreach (byte[] leaf in leaves)
        {
            tree.Add(leaf);
        }

        byte[][] hashes = [.. leaves.Select(leaf => SHA256.HashData([0, .. leaf]))];
        byte[] left = SHA256.HashData([1, .. hashes[0], .. hashes[1]]);

        Assert.Equal(SHA256.HashData([1, .. left, .. hashes[2]]), tree.Root());
        Assert.Equal(SHA256.HashData([]), new MerkleTree().Root());
    }
}
