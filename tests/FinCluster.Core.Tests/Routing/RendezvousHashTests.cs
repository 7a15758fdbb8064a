using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Routing;

public sealed class RendezvousHashTests
{
    private const int Keys = 5_000;

    private static readonly NodeId[] Nodes = [.. Enumerable.Range(0, 5).Select(i => new NodeId($"node-{i}.1"))];

    // Gateways of different releases must agree, so the weight is part of the protocol. Computed apart from this code.
    [Theory]
    [InlineData("session-1", "node-0.1", 13780264015646849675)]
    [InlineData("session-1", "node-1.1", 12895024872856074195)]
    [InlineData("会话", "节点", 15247296052575300004)]
    public void Weight_KeyAndNode_IsWhatItAlwaysWas(string key, string node, ulong expected) =>
        Assert.Equal(expected, RendezvousHash.Weight(key, new NodeId(node)));

    [Fact]
    public void Owner_NodeIsLost_OnlyItsKeysMove()
    {
        foreach (NodeId lost in Nodes)
        {
            NodeId[] left = [.. Nodes.Where(node => node != lost)];

            Assert.All(AllKeys().Where(key => Owner(key, Nodes) != lost), key => Assert.Equal(Owner(key, Nodes), Owner(key, left)));
        }
    }

    [Fact]
    public void Owner_NodeComes_KeysMoveToItAlone()
    {
        NodeId[] before = Nodes[..4];
        string[] moved = [.. AllKeys().Where(key => Owner(key, before) != Owner(key, Nodes))];

        Assert.All(moved, key => Assert.Equal(Nodes[4], Owner(key, Nodes)));
        Assert.InRange(moved.Length, Keys / 5 * 0.8, Keys / 5 * 1.2);
    }

    [Fact]
    public void Owner_ManyKeys_AreSpreadEvenly() => Assert.All(
        AllKeys().CountBy(key => Owner(key, Nodes)), count => Assert.InRange(count.Value, Keys / 5 * 0.8, Keys / 5 * 1.2));

    [Fact]
    public void Owner_OrderOfNodes_DoesNotMatter() =>
        Assert.All(AllKeys().Take(500), key => Assert.Equal(Owner(key, Nodes), Owner(key, [.. Nodes.Reverse()])));

    // Without the line break between key and node these two would be one.
    [Fact]
    public void Weight_KeyThatEndsLikeANode_IsAnother() =>
        Assert.NotEqual(RendezvousHash.Weight("a1", new NodeId("2")), RendezvousHash.Weight("a", new NodeId("12")));

    private static IEnumerable<string> AllKeys() => Enumerable.Range(0, Keys).Select(i => $"ses_{i:x8}");

    private static NodeId Owner(string key, NodeId[] nodes) => nodes.MaxBy(node => RendezvousHash.Weight(key, node));
}
