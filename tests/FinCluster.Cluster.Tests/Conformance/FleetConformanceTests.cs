using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Conformance;

/// <summary>What every <see cref="IFleet"/> must do. A backend inherits the class and says how to make a fleet.</summary>
/// <remarks>
/// A backend may learn of a change a moment after the announcing call returned, so the tests wait for a snapshot that shows it.
/// </remarks>
public abstract class FleetConformanceTests : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets the empty fleet under test.</summary>
    protected IFleet Fleet { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Fleet = await CreateFleetAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeFleetAsync(Fleet);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a fleet without nodes.</summary>
    protected abstract Task<IFleet> CreateFleetAsync();

    /// <summary>Gives what a second gateway would use to see the same nodes.</summary>
    protected virtual Task<IFleet> ConnectAsync(IFleet fleet) => Task.FromResult(fleet);

    /// <summary>Ends the fleet.</summary>
    protected virtual Task DisposeFleetAsync(IFleet fleet) => Task.CompletedTask;

    [Fact]
    public void Current_NothingAnnounced_IsEmpty() => Assert.Empty(Fleet.Current.Nodes);

    [Fact]
    public async Task Announce_NewNode_IsInANewerSnapshot()
    {
        long before = Fleet.Current.Version;
        FleetNode node = Node("a", "m2", "m1");

        await Fleet.AnnounceAsync(node, _cancel);

        FleetSnapshot after = await WaitForAsync(Fleet, snapshot => snapshot.Nodes.Length == 1);
        AssertSame(node, after.Nodes[0]);
        Assert.True(after.Version > before);
        Assert.Equal(["m1", "m2"], after.Models.Select(model => model.Name));
    }

    [Fact]
    public async Task Announce_KnownNode_ReplacesIt()
    {
        await Fleet.AnnounceAsync(Node("a", "old"), _cancel);
        await Fleet.AnnounceAsync(Node("b", "other"), _cancel);
        FleetNode replacement = Node("a", "new") with { State = NodeState.Draining, Address = new Uri("http://127.0.0.1:2") };

        await Fleet.AnnounceAsync(replacement, _cancel);

        FleetSnapshot after = await WaitForAsync(Fleet, s => s.Nodes.Any(n => n.State == NodeState.Draining));
        Assert.Equal(2, after.Nodes.Length);
        AssertSame(replacement, after.Nodes.Single(node => node.Id == new NodeId("a")));
    }

    [Fact]
    public async Task Remove_KnownNode_LeavesTheOthers()
    {
        await Fleet.AnnounceAsync(Node("a"), _cancel);
        await Fleet.AnnounceAsync(Node("b"), _cancel);

        await Fleet.RemoveAsync(new NodeId("a"), _cancel);

        FleetSnapshot after = await WaitForAsync(Fleet, s => s.Nodes is [{ Id.Value: "b" }]);
        Assert.Single(after.Nodes);
    }

    [Fact]
    public async Task Remove_UnknownNode_ChangesNothing()
    {
        await Fleet.AnnounceAsync(Node("a"), _cancel);

        await Fleet.RemoveAsync(new NodeId("nobody"), _cancel);

        FleetSnapshot after = await WaitForAsync(Fleet, s => s.Nodes.Length == 1);
        Assert.Equal(new NodeId("a"), after.Nodes[0].Id);
    }

    [Fact]
    public async Task Announce_AnOldSnapshot_StaysAsItWas()
    {
        FleetSnapshot old = Fleet.Current;

        await Fleet.AnnounceAsync(Node("a"), _cancel);
        await WaitForAsync(Fleet, s => s.Nodes.Length == 1);

        Assert.Empty(old.Nodes);
    }

    [Fact]
    public async Task WaitForChange_ChangeAfterTheCall_Wakes()
    {
        Task<FleetSnapshot> waiting = Fleet.WaitForChangeAsync(Fleet.Current.Version, _cancel);
        Assert.False(waiting.IsCompleted);

        await Fleet.AnnounceAsync(Node("a"), _cancel);

        Assert.Single((await waiting).Nodes);
    }

    [Fact]
    public async Task WaitForChange_OlderVersion_ReturnsAtOnce()
    {
        long before = Fleet.Current.Version;
        await Fleet.AnnounceAsync(Node("a"), _cancel);
        await WaitForAsync(Fleet, s => s.Nodes.Length == 1);

        FleetSnapshot seen = await Fleet.WaitForChangeAsync(before, _cancel);

        Assert.True(seen.Version > before);
    }

    [Fact]
    public async Task WaitForChange_Cancelled_Throws()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        Task<FleetSnapshot> waiting = Fleet.WaitForChangeAsync(Fleet.Current.Version, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task EveryCall_Cancelled_ChangesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Fleet.AnnounceAsync(Node("a"), _cancel);
        FleetSnapshot before = await WaitForAsync(Fleet, s => s.Nodes.Length == 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Fleet.AnnounceAsync(Node("b"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Fleet.RemoveAsync(new NodeId("a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fleet.WaitForChangeAsync(0, cancelled));

        Assert.Equal(before.Nodes.Select(n => n.Id), Fleet.Current.Nodes.Select(n => n.Id));
    }

    [Fact]
    public async Task Announce_OnOneGateway_IsSeenByAnother()
    {
        IFleet other = await ConnectAsync(Fleet);

        await Fleet.AnnounceAsync(Node("a"), _cancel);
        await WaitForAsync(other, s => s.Nodes.Length == 1);
        await other.RemoveAsync(new NodeId("a"), _cancel);

        await WaitForAsync(Fleet, s => s.Nodes.IsEmpty);
    }

    [Fact]
    public async Task WaitForChange_OneChangeAfterAnother_EachWakesEveryWaiter()
    {
        for (int i = 0; i < 200; i++)
        {
            FleetSnapshot before = Fleet.Current;
            Task<FleetSnapshot>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => Fleet.WaitForChangeAsync(before.Version, _cancel))];
            NodeId node = new($"{i / 2}");

            await (i % 2 == 0 ? Fleet.AnnounceAsync(Node(node.Value), _cancel) : Fleet.RemoveAsync(node, _cancel));

            FleetSnapshot[] seen = await Task.WhenAll(waiting);
            Assert.All(seen, snapshot => Assert.Equal(i % 2 == 0, snapshot.Nodes.Any(n => n.Id == node)));
        }
    }

    [Fact]
    public async Task Announce_ByManyAtOnce_LosesNoNodeAndNoWaiterSleepsOn()
    {
        const int Announcers = 8;
        const int NodesEach = 25;
        Task<FleetSnapshot>[] watchers =
            [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => WaitForAsync(Fleet, s => s.Nodes.Length == Announcers * NodesEach)))];

        await Task.WhenAll(Enumerable.Range(0, Announcers).Select(announcer => Task.Run(
            async () =>
            {
                for (int i = 0; i < NodesEach; i++)
                {
                    await Fleet.AnnounceAsync(Node($"{announcer}-{i}"), _cancel);
                }
            },
            _cancel)));

        FleetSnapshot[] seen = await Task.WhenAll(watchers);
        Assert.All(seen, snapshot => Assert.Equal(Announcers * NodesEach, snapshot.Nodes.DistinctBy(n => n.Id).Count()));
    }

    [Fact]
    public async Task Current_WhileNodesComeAndGo_NeverGoesBack()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        Task<bool> reader = Task.Run(() => VersionsGrow(done.Token), _cancel);

        for (int i = 0; i < 500; i++)
        {
            await Fleet.AnnounceAsync(Node("a"), _cancel);
            await Fleet.RemoveAsync(new NodeId("a"), _cancel);
        }

        await done.CancelAsync();
        Assert.True(await reader);
    }

    protected static FleetNode Node(string id, params string[] models) =>
        new(new NodeId(id), new Uri("http://127.0.0.1:1"), NodeState.Ready, [.. models.Select(Model)]);

    /// <summary>Waits until the fleet looks as expected.</summary>
    protected async Task<FleetSnapshot> WaitForAsync(IFleet fleet, Predicate<FleetSnapshot> expected)
    {
        FleetSnapshot snapshot = fleet.Current;
        while (!expected(snapshot))
        {
            FleetSnapshot next = await fleet.WaitForChangeAsync(snapshot.Version, _cancel);
            Assert.True(next.Version > snapshot.Version);
            snapshot = next;
        }

        return snapshot;
    }

    private static void AssertSame(FleetNode expected, FleetNode actual)
    {
        Assert.Equal((expected.Id, expected.Address, expected.State), (actual.Id, actual.Address, actual.State));
        Assert.Equal(expected.Models, actual.Models);
    }

    private static ModelInfo Model(string name) => new()
    {
        Name = name,
        ContentHash = "00",
        Description = "test",
        Parameters = 1,
        VocabularySize = 2,
        ContextLength = 3,
        EmbeddingLength = 4,
        ParallelSequences = 5,
        HasChatTemplate = true,
    };

    private bool VersionsGrow(CancellationToken until)
    {
        long last = -1;
        while (!until.IsCancellationRequested)
        {
            long version = Fleet.Current.Version;
            if (version < last)
            {
                return false;
            }

            last = version;
        }

        return true;
    }
}
