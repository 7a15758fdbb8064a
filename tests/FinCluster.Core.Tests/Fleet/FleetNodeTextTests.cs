using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Tests.Fleet;

public sealed class FleetNodeTextTests
{
    private static readonly ModelInfo Model = new()
    {
        Name = "fin+a",
        ContentHash = "00",
        Description = "scripted",
        Parameters = 1,
        VocabularySize = 2,
        ContextLength = 3,
        EmbeddingLength = 4,
        ParallelSequences = 5,
        HasChatTemplate = true,
        Adapters = ["a", "b"],
        AdapterStack = [new AdapterInfo("a", "11", 1), new AdapterInfo("b", "22", 0.25f)],
        TemplateHash = "33",
    };

    [Fact]
    public void TryParse_WhatFormatWrote_IsTheSame()
    {
        FleetNode node = NodeOf(Model) with { Tier = NodeTier.Edge };

        Assert.True(FleetNodeText.TryParse("n", FleetNodeText.Format(node), out FleetNode? read));

        Assert.Equal((node.Id, node.Address, node.State, node.Tier), (read.Id, read.Address, read.State, read.Tier));
        ModelInfo model = Assert.Single(read.Models);
        Assert.Equal(Model.AdapterStack, model.AdapterStack);
        Assert.Equal(Model.Adapters, model.Adapters);
        Assert.Equal(Model, model with { Adapters = Model.Adapters, AdapterStack = Model.AdapterStack });
    }

    // As nodes of an earlier release write it.
    [Fact]
    public void TryParse_WithoutAdaptersAndTemplate_HasNone()
    {
        string text = FleetNodeText.Format(NodeOf(Model with { Adapters = [], AdapterStack = [], TemplateHash = null }))
            .Replace(",\"adapterStack\":[]", "", StringComparison.Ordinal)
            .Replace(",\"templateHash\":null", "", StringComparison.Ordinal);

        Assert.DoesNotContain("adapterStack", text, StringComparison.Ordinal);
        Assert.DoesNotContain("templateHash", text, StringComparison.Ordinal);
        Assert.True(FleetNodeText.TryParse("n", text, out FleetNode? read));

        ModelInfo model = Assert.Single(read.Models);
        Assert.Empty(model.AdapterStack);
        Assert.Null(model.TemplateHash);
    }

    private static FleetNode NodeOf(ModelInfo model) => new(new NodeId("n"), new Uri("http://127.0.0.1:1"), NodeState.Ready, [model]);
}
