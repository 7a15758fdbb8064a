using FinCluster.Testing;
using FinCluster.Testing.Processes;

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

    [Fact]
    public async Task Wan_IsCut_AuditRecordsWaitAtTheSiteAndReachCentralWhenItIsMended()
    {
        await using EdgeSite site = await EdgeSite.StartAsync(isCopied: true, "--edge-probe", "10000");
        ChatAnswer before = await site.AskAsync(EdgeSite.Heavy);
        await Eventually.IsTrueAsync(() => site.HasCopyOf(before));

        await site.CutAsync();
        await site.WaitForNodesAsync(1);
        ChatAnswer alone = await site.AskAsync(EdgeSite.Heavy);
        await site.Gateway.Process.WaitForLineAsync(line => line.Contains("the log cannot be copied now", StringComparison.Ordinal));
        bool hadCopy = site.HasCopyOf(alone);
        await site.MendAsync();
        await Eventually.IsTrueAsync(() => site.HasCopyOf(alone));

        Assert.Equal((true, false), (alone.Started.Degraded, hadCopy));
        await using ChildProcess verify = await RunAsync("verify", site.AuditCopy, "--public-key", Path.Combine(site.Audit + "-keys", "signing.pub"));
        Assert.True(verify.ExitCode == 0, verify.LastLines);
        await using ChildProcess query = await RunAsync("query", site.AuditCopy, "--request", alone.Started.Id, "--type", "delivered");
        Assert.True(query.ExitCode == 0, query.LastLines);
        Assert.Contains(alone.Started.Id, Assert.Single(query.Output.Skip(1)), StringComparison.Ordinal);
    }

    private static Task<ChildProcess> RunAsync(string command, string log, params string[] arguments) =>
        ChildProcess.RunAsync(FinClusterProgram.Path, ["audit", command, "--audit", log, .. arguments]);
}
