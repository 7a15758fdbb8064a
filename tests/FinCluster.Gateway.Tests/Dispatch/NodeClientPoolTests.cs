using FinCluster.Cluster.Local;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Fleet;
using FinCluster.Grpc;
using FinCluster.Testing;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Dispatch;

public sealed class NodeClientPoolTests : IDisposable
{
    private readonly LocalFleet _fleet = new();
    private readonly NodeClientPool _pool;

    public NodeClientPoolTests()
    {
        _pool = new NodeClientPool(
            _fleet, new ResiliencePipelines(Options.Create(new NodeConnectionOptions()), TimeProvider.System), TimeProvider.System);
    }

    [Fact]
    public async Task Get_SameNode_IsTheSameClient()
    {
        FleetNode node = await AnnounceAsync("a");

        Assert.Same(_pool.Get(node), _pool.Get(node));
    }

    [Fact]
    public async Task Get_NodeThatCameAfterAnotherWent_IsAnotherClient()
    {
        FleetNode first = await AnnounceAsync("a");
        NodeClient gone = _pool.Get(first);
        await _fleet.RemoveAsync(first.Id, TestTimeouts.Token);

        _pool.Get(await AnnounceAsync("b"));

        Assert.NotSame(gone, _pool.Get(first));
    }

    // A request may have picked the node just before it went; for it, the node is lost like any other.
    [Fact]
    public async Task Generate_ClientOfANodeThatWent_IsUnavailable()
    {
        FleetNode first = await AnnounceAsync("a");
        NodeClient gone = _pool.Get(first);
        await _fleet.RemoveAsync(first.Id, TestTimeouts.Token);
        _pool.Get(await AnnounceAsync("b"));

        var request = new GenerationRequest { RequestId = "r", Model = "m", Prompt = new TextPrompt("?") };
        GrpcException generating = await Assert.ThrowsAsync<GrpcException>(
            async () => await gone.GenerateAsync(request, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token).MoveNextAsync());
        GrpcException embedding = await Assert.ThrowsAsync<GrpcException>(
            () => gone.EmbedAsync(new EmbeddingRequest("m", [new TextPrompt("?")]), TestTimeouts.Token));

        Assert.Equal((GrpcStatus.Unavailable, GrpcStatus.Unavailable), (generating.Status, embedding.Status));
        Assert.Equal(0, gone.InFlight);
    }

    public void Dispose() => _pool.Dispose();

    private async Task<FleetNode> AnnounceAsync(string id)
    {
        var node = new FleetNode(new NodeId(id), new Uri("http://127.0.0.1:1"), NodeState.Ready, []);
        await _fleet.AnnounceAsync(node, TestTimeouts.Token);
        return node;
    }
}
