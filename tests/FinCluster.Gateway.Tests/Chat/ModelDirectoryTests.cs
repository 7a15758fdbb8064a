using System.Collections.Concurrent;
using FinCluster.Cluster.Local;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Chat;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Chat;

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
    public async Task Resolve_NodeHasJustCome_KnowsItsModels()
    {
        await AnnounceAsync("a", "fin-b");
        await AnnounceAsync("b", "fin-a");

        Assert.Equal("fin-a", _models.Resolve("fin-a").Name);
        Assert.Equal(["fin-a", "fin-b"], _models.All.Select(model => model.Name));
    }

    [Fact]
    public async Task Resolve_NodeHasGone_StillKnowsItsModels()
    {
        await AnnounceAsync("a", "fin");
        Assert.Single(_models.All);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.Equal("fin", _models.Resolve("fin").Name);
        Assert.Equal("fin", _models.Resolve(null).Name);
    }

    [Fact]
    public async Task Resolve_NodesHaveUnloadedIt_DoesNotKnowItAnyMore()
    {
        await AnnounceAsync("a", "base", "fin");
        await AnnounceAsync("b", "base", "fin");
        await AnnounceAsync("a", "base");
        Assert.Equal("fin", _models.Resolve("fin").Name);

        await AnnounceAsync("b", "base");

        Assert.Equal(ErrorCode.ModelNotFound, Assert.Throws<RequestException>(() => _models.Resolve("fin")).Code);
        Assert.Equal(["base"], _models.All.Select(model => model.Name));
    }

    [Fact]
    public async Task Resolve_OneHasGoneAndOthersUnload_KnowsWhatTheOneMayBringBack()
    {
        await AnnounceAsync("a", "base", "fin");
        await AnnounceAsync("b", "base");
        Assert.Equal(2, _models.All.Count);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);
        await AnnounceAsync("b", "base", "other");

        Assert.Equal("fin", _models.Resolve("fin").Name);
    }

    [Fact]
    public async Task Resolve_NodeCameAndWentUnasked_WasSeenByTheWatcher()
    {
        var watched = new WatchedFleet(_fleet);
        using var models = new ModelDirectory(watched);
        await models.StartAsync(TestTimeouts.Token);
        await AnnounceAsync("a", "fin");
        await watched.WaitUntilSeenAsync(_fleet.Current.Version);

        await _fleet.RemoveAsync(new NodeId("a"), TestTimeouts.Token);

        Assert.Equal("fin", models.Resolve(null).Name);
        await models.StopAsync(TestTimeouts.Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Resolve_NoName_IsTheOnlyModelOrAnError(string? name)
    {
        RequestException none = Assert.Throws<RequestException>(() => _models.Resolve(name));
        await AnnounceAsync("a", "fin");
        Assert.Equal("fin", _models.Resolve(name).Name);
        await AnnounceAsync("b", "other");

        RequestException many = Assert.Throws<RequestException>(() => _models.Resolve(name));

        Assert.Contains("none yet", none.Message, StringComparison.Ordinal);
        Assert.Equal((ErrorCode.InvalidRequest, "model"), (many.Code, many.Parameter));
        Assert.Contains("fin, other", many.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_UnknownName_IsNamedButNotAtAnyLength()
    {
        await AnnounceAsync("a", "fin");

        RequestException error = Assert.Throws<RequestException>(() => _models.Resolve("FIN" + new string('x', 5_000)));

        Assert.Equal((ErrorCode.ModelNotFound, "model"), (error.Code, error.Parameter));
        Assert.InRange(error.Message.Length, 100, 250);
    }

    public void Dispose() => _models.Dispose();

    private ValueTask AnnounceAsync(string node, params string[] models) => _fleet.AnnounceAsync(
        new FleetNode(
            new NodeId(node),
            new Uri("http://127.0.0.1:1"),
            NodeState.Ready,
            [.. models.Select(model => new FakeInferenceEngine(model).Model)]),
        TestTimeouts.Token);

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
