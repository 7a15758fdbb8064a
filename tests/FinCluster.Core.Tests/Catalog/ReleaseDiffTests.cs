using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class ReleaseDiffTests
{
    private static readonly Release One = CatalogSamples.Release("base", "one") with { Task = new AdapterUse(CatalogSamples.Hash("aml")) };

    [Fact]
    public void Between_TheSame_IsNothing() => Assert.Empty(ReleaseDiff.Between(One, One));

    [Fact]
    public void Between_Others_NamesThePartsThatDiffer()
    {
        Release other = One with
        {
            Task = new AdapterUse(CatalogSamples.Hash("aml"), 0.5m),
            GuardRules = CatalogSamples.Hash("guard"),
            Gates = CatalogSamples.Passing with { Accuracy = 0.95m },
            Note = "",
        };

        Assert.Equal(
            [
                new ReleaseDifference("task.scale", "1", "0.5"),
                new ReleaseDifference("guard", null, CatalogSamples.Hash("guard").Value),
                new ReleaseDifference("gates.accuracy", "0.9", "0.95"),
                new ReleaseDifference("note", "one", null),
            ],
            ReleaseDiff.Between(One, other));
    }
}
