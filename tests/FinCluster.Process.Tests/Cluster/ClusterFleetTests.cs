using FinCluster.Contracts.V1;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Cluster;

public sealed class ClusterFleetTests
{
    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Chat_NodeKilledInTheMiddle_AnotherGoesOn(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 1, nodes: 2);
        GatewayProcess gateway = cluster.Gateways[0];
        string text = Chat.LongText(160);
        string victim = "";

        ChatAnswer answer = await gateway.Grpc.AskAsync(Chat.Dictation(text), async deltas =>
        {
            if (deltas == 20)
            {
                GetStatusResponse status = await gateway.StatusAsync();
                victim = status.Nodes.Single(node => node.Replicas.Sum(replica => replica.Statistics.RunningRequests) == 1).Address;
                await cluster.Nodes[victim].SignalAsync("KILL");
            }
        });

        Assert.Equal(text, answer.Text);
        await cluster.ForgetNodeAsync(victim);
        await cluster.WaitUntilKnownAsync();
        Assert.Equal(1, (await gateway.StatusAsync()).Failovers);
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task NodesDrain_NodeThatWorks_FinishesAndGoes(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 1, nodes: 2);
        GatewayProcess gateway = cluster.Gateways[0];
        string text = Chat.LongText(160);
        NodeStatus? drained = null;

        ChatAnswer answer = await gateway.Grpc.AskAsync(Chat.Dictation(text), async deltas =>
        {
            if (deltas == 20)
            {
                GetStatusResponse status = await gateway.StatusAsync();
                drained = status.Nodes.Single(node => node.Replicas.Sum(replica => replica.Statistics.RunningRequests) == 1);
                await using ChildProcess drain = await ChildProcess.RunAsync(
                    FinClusterProgram.Path, ["nodes", "drain", drained.Id, "--server", gateway.Ready.Grpc!], ServeProcess.ProgramEnvironment);
                Assert.True(drain.ExitCode == 0, drain.LastLines);
            }
        });
        await cluster.Nodes[drained!.Address].WaitForExitAsync();

        Assert.Equal(text, answer.Text);
        Assert.Equal(0, cluster.Nodes[drained.Address].ExitCode);
        await cluster.ForgetNodeAsync(drained.Address);
        await cluster.WaitUntilKnownAsync();
        Assert.Equal(0, (await gateway.StatusAsync()).Failovers);
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task NodesList_NodeComes_EveryGatewayShowsIt(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 2, nodes: 1);
        await cluster.AddNodeAsync("late", "--tier", "edge");
        await cluster.WaitUntilKnownAsync();

        foreach (GatewayProcess gateway in cluster.Gateways)
        {
            await using ChildProcess list = await ChildProcess.RunAsync(
                FinClusterProgram.Path, ["nodes", "list", "--server", gateway.Ready.Grpc!], ServeProcess.ProgramEnvironment);

            Assert.Equal(3, list.Output.Count);
            Assert.Contains(list.Output, line => line.StartsWith("late.", StringComparison.Ordinal) && line.Contains("edge", StringComparison.Ordinal));
        }
    }
}
