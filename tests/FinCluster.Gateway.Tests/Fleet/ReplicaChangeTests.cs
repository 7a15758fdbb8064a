using System.Net;
using System.Text.Json;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Fleet;
using FinCluster.Node.Replicas;
using FinCluster.Node.Service;
using FinCluster.Node.Tests;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Gateway.Tests.Fleet;

/// <summary>Replicas come and go on nodes that stay.</summary>
public sealed class ReplicaChangeTests : IAsyncLifetime
{
    private readonly FakeReplicaLoader _loader = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Replica_IsLoadedAndUnloaded_ClientsSeeItComeAndGo()
    {
        ReplicaManager node = await AddNodeAsync("n");

        await node.LoadAsync(FakeReplicaLoader.Spec("fin+x"), TestTimeouts.Token);
        await Eventually.IsTrueAsync(async () => (await ModelsAsync()).Contains("fin+x"));
        JsonElement answer = await (await AskAsync("fin+x")).JsonAsync();
        await node.UnloadAsync("fin+x", TimeSpan.Zero, TestTimeouts.Token);
        await Eventually.IsTrueAsync(async () => !(await ModelsAsync()).Contains("fin+x"));
        using HttpResponseMessage gone = await AskAsync("fin+x");

        Assert.Equal("fin+x", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(["static-n"], await ModelsAsync());
    }

    [Fact]
    public async Task Replica_IsUnloadedWhileItStreams_TheAnswerGoesOnAtTheOtherNode()
    {
        FakeScript ten = FakeScript.Counting(10);
        _loader.Script = _ => ten.HangAt(4);
        ReplicaManager first = await AddNodeAsync("a");
        await first.LoadAsync(FakeReplicaLoader.Spec("fin"), TestTimeouts.Token);
        await Eventually.IsTrueAsync(async () => (await ModelsAsync()).Contains("fin"));
        using HttpResponseMessage response = await _gateway.OpenAsync(
            "/v1/chat/completions", HttpCalls.Question("\"stream\":true,\"model\":\"fin\""));
        _loader.Script = _ => ten;
        ReplicaManager second = await AddNodeAsync("b");
        await second.LoadAsync(FakeReplicaLoader.Spec("fin"), TestTimeouts.Token);
        await Eventually.IsTrueAsync(() => _gateway.Fleet.Current.Nodes.All(node => node.Models.Any(model => model.Name == "fin")));

        string text = "";
        await foreach (string chunk in response.EventsAsync())
        {
            text += HttpCalls.Content(chunk);
            if (text.EndsWith("3 ", StringComparison.Ordinal))
            {
                await first.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token);
            }
        }

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", text);
    }

    [Fact]
    public async Task Replica_IsUnloaded_ItsPrefixesAreForgotten()
    {
        PrefixIndex index = _gateway.Services.GetRequiredService<PrefixIndex>();
        ReplicaManager node = await AddNodeAsync("n");
        await node.LoadAsync(FakeReplicaLoader.Spec("fin+x"), TestTimeouts.Token);
        _loader.Engine("fin+x").ChangePrefixes([1, 2, 3], []);
        await Eventually.IsTrueAsync(() => index.Count == 3);

        await node.UnloadAsync("fin+x", TimeSpan.Zero, TestTimeouts.Token);

        await Eventually.IsTrueAsync(() => index.Count == 0);
    }

    [Fact]
    public async Task Request_ForWhatHasJustBeenUnloaded_GoesToTheOtherNode()
    {
        ReplicaManager first = await AddNodeAsync("a", announces: false);
        ReplicaManager second = await AddNodeAsync("b");
        await second.LoadAsync(FakeReplicaLoader.Spec("fin"), TestTimeouts.Token);
        await first.LoadAsync(FakeReplicaLoader.Spec("fin"), TestTimeouts.Token);
        FakeInferenceEngine stale = _loader.Engine("fin");
        await _gateway.AnnounceAsync("a", _gateway.Node(0).Address, stale);
        await first.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token);

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using HttpResponseMessage response = await AskAsync("fin");
            return response.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Empty(stale.Calls);
    }

    private Task<HttpResponseMessage> AskAsync(string model) =>
        _gateway.PostAsync("/v1/chat/completions", HttpCalls.Question($"\"model\":\"{model}\""));

    private async Task<string[]> ModelsAsync()
    {
        using HttpResponseMessage response = await _gateway.Http.GetAsync(new Uri("/v1/models", UriKind.Relative), TestTimeouts.Token);
        return [.. (await response.JsonAsync()).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
    }

    private async Task<ReplicaManager> AddNodeAsync(string id, bool announces = true)
    {
        var cache = new ArtifactCache(store: null, new ArtifactPuller(TimeProvider.System, NullLogger<ArtifactPuller>.Instance));
        var manager = new ReplicaManager(
            new ReplicaSet([new FakeInferenceEngine($"static-{id}")]), _loader, cache, record: null, TimeProvider.System, NullLogger<ReplicaManager>.Instance);
        RunningNode node = await RunningNode.StartAsync(manager, services =>
        {
            if (announces)
            {
                services.AddSingleton<IFleet>(_gateway.Fleet);
                services.AddNodeRegistration(new NodeIdentity(new NodeId(id), AdvertisedAddress: null, NodeTier.Central));
            }
        });
        _gateway.Adopt(node);
        return manager;
    }
}
