using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Edge;

/// <summary>A server with both tiers, by one command and the models that come with it.</summary>
public sealed class ServeEdgeTests
{
    [Fact]
    public async Task Serve_WithEdge_AnswersWhatIsSimpleAtTheEdgeAndTheRestCentrally()
    {
        // Long, so that a busy machine does not make the edge's answers late.
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--edge", "--edge-probe", "10000");

        // Neither names a model: the edge's is none that could be meant.
        ChatAnswer simple = await server.Grpc.AskAsync(Chat.Question(EdgeSite.Simple, 40));
        ChatAnswer heavy = await server.Grpc.AskAsync(Chat.Question(EdgeSite.Heavy, 4));

        Assert.Equal(("edge", "central"), (simple.Started.Tier, heavy.Started.Tier));
        Assert.StartsWith("edge-0", simple.Started.Node, StringComparison.Ordinal);
        Assert.Equal(simple.Started.Model, heavy.Started.Model);
        Assert.Contains("市盈率", simple.Text, StringComparison.Ordinal);
    }
}
