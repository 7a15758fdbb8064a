using System.Net;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Sessions;

/// <summary>
/// A session whose first turn one gateway had node "a" compute. The next one comes through another gateway, which has sent nothing to any node, and
/// whose fleet has a node "b" that the session belongs to by its hash. Nodes report no prefixes here: only the session knows.
/// </summary>
public sealed class WarmNodeTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _a = new();
    private readonly FakeInferenceEngine _b = new();
    private RunningGateway _first = null!;
    private RunningGateway _second = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        _first = await RunningGateway.StartAsync(null, _a, _b);
        _second = await RunningGateway.StartAsync(setup => setup.Services = services => services.AddSingleton(Store));
        await _first.Fleet.RemoveAsync(new NodeId("b"), TestTimeouts.Token);
        do
        {
            _session = (await (await _first.PostAsync("/v1/sessions", "{}")).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;
        }
        while (RendezvousHash.Weight(_session, new NodeId("a")) > RendezvousHash.Weight(_session, new NodeId("b")));
        await AskAsync(_first);
        Assert.Equal((1, 0), Calls);
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    private ISessionStore Store => _first.Services.GetRequiredService<ISessionStore>();

    private (int A, int B) Calls => (_a.Calls.Count, _b.Calls.Count);

    [Fact]
    public async Task NextTurn_ThroughAnotherGateway_GoesToTheNodeThatIsWarm()
    {
        await AnnounceAsync();

        await AskAsync(_second);

        Assert.Equal((2, 0), Calls);
    }

    [Fact]
    public async Task NextTurn_OverGrpc_GoesToTheNodeThatIsWarm()
    {
        await AnnounceAsync();
        var request = new ChatRequest { SessionId = _session };
        request.Messages.Add(new Message { Role = Role.User, Content = "?" });

        await foreach (ChatEvent _ in _second.Grpc.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, TestTimeouts.Token))
        {
        }

        Assert.Equal((2, 0), Calls);
        Assert.Equal(new NodeId("a"), await WarmNodeAsync());
    }

    [Fact]
    public async Task NextTurn_WarmNodeDrains_GoesToTheOwnerAndStaysThere()
    {
        await AnnounceAsync(NodeState.Draining);
        await AskAsync(_second);
        Assert.Equal((1, 1), Calls);
        await AnnounceAsync();

        await AskAsync(_second);

        Assert.Equal((1, 2), Calls);
    }

    [Fact]
    public async Task NextTurn_WarmNodeHasGone_GoesToTheOwner()
    {
        await _second.AnnounceAsync("b", _first.Node(1).Address, _b);

        await AskAsync(_second);

        Assert.Equal((1, 1), Calls);
    }

    [Fact]
    public async Task NextTurn_AfterAFailover_GoesToTheNodeThatEndedTheTurn()
    {
        var failure = new RequestException(ErrorCode.EngineFailed, "no");
        _a.Script = call => call.Number == 2 ? FakeScript.Counting(5).FailAt(2, failure) : FakeScript.Counting(5);
        _b.Script = _ => FakeScript.Counting(5);
        await AnnounceAsync();
        await AskAsync(_second);
        Assert.Equal((2, 1), Calls);
        Assert.Equal(new NodeId("b"), await WarmNodeAsync());
    }

    [Fact]
    public async Task FailedTurn_IsNotStored_LeavesTheWarmNodeAlone()
    {
        _b.Script = _ => FakeScript.Refuse(new RequestException(ErrorCode.ContextLengthExceeded, "no"));
        await AnnounceAsync(NodeState.Draining);

        Assert.False((await _second.ChatAsync($"\"session\":\"{_session}\"")).IsSuccessStatusCode);

        Assert.Equal(new NodeId("a"), await WarmNodeAsync());
    }

    private static Task AnnounceAsync(RunningGateway gateway, string id, Uri address, FakeInferenceEngine engine, NodeState state) =>
        gateway.AnnounceAsync(id, address, engine, state).AsTask();

    private async Task AnnounceAsync(NodeState ofA = NodeState.Ready)
    {
        await AnnounceAsync(_second, "a", _first.Node(0).Address, _a, ofA);
        await AnnounceAsync(_second, "b", _first.Node(1).Address, _b, NodeState.Ready);
    }

    private async Task AskAsync(RunningGateway gateway) => await (await gateway.ChatAsync($"\"session\":\"{_session}\"")).JsonAsync();

    private async Task<NodeId?> WarmNodeAsync() => (await Store.FindAsync(TenantId.Local, new SessionId(_session), TestTimeouts.Token))!.WarmNode;
}
