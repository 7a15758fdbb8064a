using System.Net.Sockets;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Node.Tests.Hosting;

public sealed class NodeDrainTests
{
    [Fact]
    public async Task Drain_IdleNode_StopsAndDisposesItsEngines()
    {
        var engine = new FakeInferenceEngine();
        RunningNode node = await RunningNode.StartAsync(engine);

        await DrainAsync(node);

        await node.Stopped.WaitAsync(TestTimeouts.Token);
        Assert.False(engine.IsDisposed);
        await node.DisposeAsync();
        Assert.True(engine.IsDisposed);
    }

    [Fact]
    public async Task Drain_CallIsRunning_IsFinishedFirstAndNothingNewIsTaken()
    {
        var gate = new TaskCompletionSource();
        var engine = new FakeInferenceEngine { Script = _ => FakeScript.Counting(3).WaitAt(1, gate.Task) };
        await using RunningNode node = await RunningNode.StartAsync(engine);
        Task<List<GenerationEvent>> running = node.Channel.AnswerAsync(NodeCalls.Question());
        await engine.WaitForCallAsync();

        await DrainAsync(node);

        // What comes before the node has stopped to listen is taken and finished, too.
        await Eventually.IsTrueAsync(async () => !await IsListeningAsync(node.Address));
        Assert.False(node.Stopped.IsCompleted);

        // As gateways connect: a connection that came just when the node stopped to listen is never answered, and only pings tell.
        using var newcomer = new GrpcChannel(node.Address, TimeProvider.System, new GrpcChannelOptions
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
        });
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(() => newcomer.AnswerAsync(NodeCalls.Question()));
        Assert.Equal(GrpcStatus.Unavailable, refused.Status);
        gate.SetResult();
        Assert.IsType<GenerationFinished>((await running)[^1]);
        await node.Stopped.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Drain_CallOutlastsThePatience_IsCutAsIfTheNodeHadDied()
    {
        var engine = new FakeInferenceEngine { Script = _ => FakeScript.Counting(3).HangAt(1) };
        await using RunningNode node = await RunningNode.StartAsync(TimeSpan.FromMilliseconds(100), engine);
        Task<List<GenerationEvent>> running = node.Channel.AnswerAsync(NodeCalls.Question());
        FakeCall call = await engine.WaitForCallAsync();

        await DrainAsync(node);

        // Not CANCELLED: the gateway must take it for the loss of a node and go on elsewhere.
        GrpcException cut = await Assert.ThrowsAsync<GrpcException>(() => running);
        Assert.Equal(GrpcStatus.Unavailable, cut.Status);
        await call.Ended.WaitAsync(TestTimeouts.Token);
        await node.Stopped.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Kill_CallIsRunning_ConnectionBreaks()
    {
        var engine = new FakeInferenceEngine { Script = _ => FakeScript.Counting(3).HangAt(1) };
        await using RunningNode node = await RunningNode.StartAsync(engine);
        Task<List<GenerationEvent>> running = node.Channel.AnswerAsync(NodeCalls.Question());
        await engine.WaitForCallAsync();

        await node.KillAsync();

        Assert.Equal(GrpcStatus.Unavailable, (await Assert.ThrowsAsync<GrpcException>(() => running)).Status);
    }

    private static async ValueTask<bool> IsListeningAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, TestTimeouts.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task DrainAsync(RunningNode node) => await node.Channel.UnaryAsync(
        NodeMethods.Drain, new DrainRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
}
