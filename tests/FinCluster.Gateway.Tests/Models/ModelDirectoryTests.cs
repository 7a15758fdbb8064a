using System.Collections.Concurrent;
using FinCluster.Cluster.Local;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Gateway.Models;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Models;

public sealed class ModelDirectoryTests : IDisposable
{
    private readonly LocalFleet _fleet = new();
    private readonly ModelDirectory _models;

    public ModelDirectoryTests()
    {
        _models = new ModelDirectory(_fleet);
    }

    // Not started: a request may come before the watcher has had its turn.
    [Fact]
    public async Task Find_NodeHasJustCome_KnowsItsModels()
    {
        await AnnounceAsync("a", "fin-b");
        await AnnounceAsync("b", "fin-a");

        Assert.Equal("fin-a", _models.Find("fin-a")!.Name);
        Assert.Equal(["fin-a", "fin-b"], _models.All.Select(model => model.Name));
    }

    [Fact]
    public async Task Find_NodeHasGone_StillKnowsItsModels()
    {
        await AnnounceAsync("a", "fin");
        Assert.Single(_models.All);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.Equal("fin", _models.Find("fin")!.Name);
    }

    [Fact]
    public async Task Find_NodesHaveUnloadedIt_DoesNotKnowItAnyMore()
    {
        await AnnounceAsync("a", "base", "fin");
        await AnnounceAsync("b", "base", "fin");
        await AnnounceAsync("a", "base");
        Assert.Equal("fin", _models.Find("fin")!.Name);

        await AnnounceAsync("b", "base");

        Assert.Null(_models.Find("fin"));
        Assert.Equal(["base"], _models.All.Select(model => model.Name));
    }

    [Fact]
    public async Task Find_OneHasGoneAndOthersUnload_KnowsWhatTheOneMayBringBack()
    {
        await AnnounceAsync("a", "base", "fin");
        await AnnounceAsync("b", "base");
        Assert.Equal(2, _models.All.Count);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);
        await AnnounceAsync("b", "base", "other");

        Assert.Equal("fin", _models.Find("fin")!.Name);
    }

    [Fact]
    public async Task Find_NodeCameAndWentUnasked_WasSeenByTheWatcher()
    {
        var watched = new WatchedFleet(_fleet);
        using var models = new ModelDirectory(watched);
        await models.StartAsync(TestTimeouts.Token);
        await AnnounceAsync("a", "fin");
        await watched.WaitUntilSeenAsync(_fleet.Current.Version);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.NotNull(models.Find("fin"));
        await models.StopAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Find_ByContent_IsTheNameOfMostReadyNodes()
    {
        ModelInfo few = new FakeInferenceEngine("few").Model with { ContentHash = "same" };
        ModelInfo many = few with { Name = "many" };
        ModelInfo draining = few with { Name = "draining" };
        await AnnounceAsync("a", few);
        await AnnounceAsync("b", many);
        await AnnounceAsync("c", many);
        foreach (string node in (string[])["d", "e", "f"])
        {
            await AnnounceAsync(node, draining, NodeState.Draining);
        }

        Assert.Equal("many", _models.Find(ReplicaContent.Of(few))!.Name);
    }

    [Fact]
    public async Task Find_ByContentThatNobodyHasNow_IsWhatSomebodyHad()
    {
        ModelInfo model = new FakeInferenceEngine("fin").Model;
        await AnnounceAsync("a", model);
        Assert.NotNull(_models.Find("fin"));

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.Equal("fin", _models.Find(ReplicaContent.Of(model))!.Name);
    }

    public void Dispose() => _models.Dispose();

    private ValueTask AnnounceAsync(string node, params string[] models) =>
        AnnounceAsync(node, NodeState.Ready, [.. models.Select(model => new FakeInferenceEngine(model).Model)]);

    private ValueTask AnnounceAsync(string node, ModelInfo model, NodeState state = NodeState.Ready) => AnnounceAsync(node, state, model);

    private ValueTask AnnounceAsync(string node, NodeState state, params ModelInfo[] models) =>
        _fleet.AnnounceAsync(new FleetNode(new NodeId(node), new Uri("http://127.0.0.1:1"), state, [.. models]), TestTimeouts.Token);

    /// <summary>Knows which snapshots have been taken in: whoever waits for a change has.</summary>
    private sealed class WatchedFleet(IFleet fleet) : IFleet
    {
        private readonly ConcurrentDictionary<long, TaskCompletionSource> _seen = new();

        public FleetSnapshot Current => fleet.Current;

        public TimeSpan AnnouncementLifetime => fleet.AnnouncementLifetime;

        public Task WaitUntilSeenAsync(long version) => Seen(version).Task.WaitAsync(TestTimeouts.Token);

        public ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken) => fleet.AnnounceAsync(node, cancellationToken);

        public ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken) => fleet.RemoveAsync(node, cancellationToken);

        public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken)
        {
            Seen(version).TrySetResult();
            return fleet.WaitForChangeAsync(version, cancellationToken);
        }

        private TaskCompletionSource Seen(long version) =>
            _seen.GetOrAdd(version, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
