namespace FinCluster.Process.Tests.Edge;

/// <summary>An edge site with a real line to its central node.</summary>
public sealed class EdgeTests
{
    [Fact]
    public async Task Wan_IsCutAndMended_EdgeAnswersAllMeanwhileAndSaysWhatIsDegraded()
    {
        // Long, so that a busy machine does not make the edge's answers late; a line that is cut is noticed by other means.
        await using EdgeSite site = await EdgeSite.StartAsync("--edge-probe", "10000");
        ChatAnswer simple = await site.AskAsync(EdgeSite.Simple);
        ChatAnswer heavy = await site.AskAsync(EdgeSite.Heavy);

        await site.CutAsync();
        await site.WaitForNodesAsync(1);
        ChatAnswer simpleAlone = await site.AskAsync(EdgeSite.Simple);
        ChatAnswer heavyAlone = await site.AskAsync(EdgeSite.Heavy);
        await site.MendAsync();
        await site.WaitForNodesAsync(2);
        ChatAnswer heavyAgain = await site.AskAsync(EdgeSite.Heavy);

        Assert.Equal(
            [(EdgeSite.OfEdge, "edge", false), (EdgeSite.OfCentral, "central", false), (EdgeSite.OfEdge, "edge", false), (EdgeSite.OfEdge, "edge", true), (EdgeSite.OfCentral, "central", false)],
            new[] { simple, heavy, simpleAlone, heavyAlone, heavyAgain }.Select(answer => (answer.Text, answer.Started.Tier, answer.Started.Degraded)));
        Assert.All(new[] { simple, heavy, heavyAlone }, answer => Assert.NotEmpty(answer.Started.TierReason));
    }
}
