using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Routing;

public sealed class RendezvousHashTests
{
    private const int Keys = 5_000;

    private static readonly NodeId[] Nodes = [.. Enumerable.Range(0, 5).Select(i => new NodeId($"node-{i}.1"))];

    // Gateways of different releases must agree, so the weight is part of the protocol. Computed apart from this code.
    [Theory]
    [InlineData("session-1", "node-0.1", 1364834026267736218)]
    [InlineData("session-1", "node-1.1", 11767976025095640012)]
    [InlineData("会话", "节点", 14148290699214447124)]
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

    // With equal numbers for equal names, a session that is named like a node would have the same weight everywhere: that of zero.
    [Fact]
    public void Key_NamedLikeANode_HasAnotherNumber() => Assert.NotEqual(RendezvousHash.Key("node-1"), RendezvousHash.Seed(new NodeId("node-1")));

    [Fact]
    public void Key_LongerThanTheBuffer_DependsOnItsEnd() =>
        Assert.NotEqual(RendezvousHash.Key(new string('会', 300) + "a"), RendezvousHash.Key(new string('会', 300) + "b"));

    private static IEnumerable<string> AllKeys() => Enumerable.Range(0, Keys).Select(i => $"ses_{i:x8}");

    private static NodeId Owner(string key, NodeId[] nodes) => nodes.MaxBy(node => RendezvousHash.Weight(key, node));
}
