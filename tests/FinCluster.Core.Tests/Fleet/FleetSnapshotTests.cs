using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Tests.Fleet;

public sealed class FleetSnapshotTests
{
    [Fact]
    public void Models_OfAllNodes_AreEachThereOnceInTheOrderOfNames()
    {
        var fleet = new FleetSnapshot(1, [Node("a", NodeState.Ready, "fin-b", "fin-a"), Node("b", NodeState.Draining, "fin-C", "fin-a")]);

        Assert.Equal(["fin-C", "fin-a", "fin-b"], fleet.Models.Select(model => model.Name));
    }

    [Fact]
    public void Empty_HasNothing()
    {
        Assert.Equal(0, FleetSnapshot.Empty.Version);
        Assert.Empty(FleetSnapshot.Empty.Models);
    }

    private static FleetNode Node(string id, NodeState state, params string[] models) =>
        new(new NodeId(id), new Uri("http://127.0.0.1:1"), state, [.. models.Select(Model)]);

    private static ModelInfo Model(string name) => new()
    {
        Name = name,
        ContentHash = "",
        Description = "",
        Parameters = 1,
        VocabularySize = 1,
        ContextLength = 1,
        EmbeddingLength = 1,
        ParallelSequences = 1,
        HasChatTemplate = true,
    };
}
