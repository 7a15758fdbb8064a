using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Tests.Routing.Views;

public sealed class FleetViewTests
{
    private const string Model = TestFleet.Model;

    private readonly FleetViewState _state = new();

    public FleetViewTests()
    {
        _state.OnFleet(new FleetSnapshot(5, [Node("a", Model, "other"), Node("b", Model)]));
    }

    [Fact]
    public void OnFleet_NodeStays_KeepsReportSuspicionAndCounts()
    {
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 3), TimeSpan.FromSeconds(1));
        _state.OnSuspicion(new("a"), true);
        ReplicaView before = Find("a");

        FleetView view = _state.OnFleet(new FleetSnapshot(6, [Node("c", Model), Node("a", Model) with { State = NodeState.Draining }]));

        ReplicaView after = view.Find(new("a"), Model)!;
        Assert.Same(before.InFlight, after.InFlight);
        Assert.Same(before.Load, after.Load);
        Assert.Equal((true, NodeState.Draining), (after.IsSuspected, after.Node.State));
        Assert.Null(view.Find(new("b"), Model));
        Assert.Null(view.Find(new("a"), "other"));
        Assert.Null(view.Find(new("c"), Model)!.Load);
    }

    [Fact]
    public void OnFleet_OlderSnapshot_ChangesNothing()
    {
        FleetView before = _state.Current;

        Assert.Same(before, _state.OnFleet(new FleetSnapshot(5, [])));
        Assert.Same(before, _state.OnFleet(new FleetSnapshot(4, [])));
        Assert.Same(before, _state.Current);
    }

    [Fact]
    public void OnLoad_SeveralReports_SumsAreThoseOfTheNewest()
    {
        Find("a").InFlight.OnSent(0);
        Find("a").InFlight.OnSent(0);
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 9), TimeSpan.FromSeconds(1));
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 5), TimeSpan.FromSeconds(1));
        _state.OnLoad(new("b"), Model, TestFleet.Statistics(running: 4), TimeSpan.FromSeconds(2));
        Find("b").InFlight.OnSent(0);

        Assert.Equal(new GroupLoad(Own: 2, Foreign: 3 + 4), _state.Current.Of(Model).Load);
        Assert.Equal(new GroupRoom(2 * TestFleet.Parallel, 2 * TestFleet.Parallel * 4_096), _state.Current.Of(Model).Room);

        FleetView drained = _state.OnFleet(new FleetSnapshot(6, [Node("a", Model) with { State = NodeState.Draining }, Node("b", Model)]));

        Assert.Equal(new GroupLoad(Own: 0, Foreign: 4), drained.Of(Model).Load);
        Assert.Equal(TestFleet.Parallel, drained.Of(Model).Room.Streams);
    }

    [Fact]
    public void OnLoad_ReportDoesNotKnowOwnWorkYet_OthersHaveNoLessThanNothing()
    {
        Find("a").InFlight.OnSent(0);
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(), TimeSpan.FromSeconds(1));
        _state.OnLoad(new("b"), Model, TestFleet.Statistics(running: 1), TimeSpan.FromSeconds(1));

        Assert.Equal(new GroupLoad(Own: 1, Foreign: 1), _state.Current.Of(Model).Load);
    }

    [Fact]
    public void OnLoad_OneReplica_LeavesEarlierViewsAndOthersAsTheyAre()
    {
        FleetView before = _state.Current;

        _state.OnLoad(new("b"), Model, TestFleet.Statistics(running: 3), TimeSpan.FromSeconds(1));
        _state.OnLoad(new("nobody"), Model, TestFleet.Statistics(running: 3), TimeSpan.FromSeconds(1));
        _state.OnLoad(new("b"), "unknown", TestFleet.Statistics(running: 3), TimeSpan.FromSeconds(1));

        Assert.Null(before.Find(new("b"), Model)!.Load);
        Assert.Null(Find("a").Load);
        Assert.Equal((3, 1), (Find("b").BusyRequests, _state.Current.Of(Model).WithForeignWork));
    }

    [Fact]
    public void OnSuspicion_Node_IsOfAllItsReplicas()
    {
        _state.OnSuspicion(new("a"), true);
        Assert.True(Find("a").IsSuspected && _state.Current.Find(new("a"), "other")!.IsSuspected);
        Assert.False(Find("b").IsSuspected);

        _state.OnSuspicion(new("a"), false);
        Assert.False(Find("a").IsSuspected);
    }

    // Reported with one of ours: five run there. Then two more of ours are sent, and all three end.
    [Fact]
    public void BusyRequests_AfterAReport_CountsWhatWasSentAndWhatEndedSince()
    {
        InFlightMeter meter = Find("a").InFlight;
        meter.OnSent(100);
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 5, queued: 400), TimeSpan.Zero);
        Assert.Equal((5, 400), Load("a"));

        meter.OnSent(50);
        meter.OnSent(70);
        Assert.Equal((7, 520), Load("a"));

        meter.OnPrefilled(100);
        Assert.Equal((7, 420), Load("a"));

        meter.OnEnded();
        meter.OnEnded();
        meter.OnEnded();
        Assert.Equal(4, Load("a").Busy);
    }

    // The report is of before the request came there; the gateway knows of two that run for certain.
    [Fact]
    public void BusyRequests_ReportKnowsLess_IsAtLeastWhatIsInFlight()
    {
        InFlightMeter meter = Find("a").InFlight;
        meter.OnSent(100);
        meter.OnSent(100);
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(), TimeSpan.Zero);

        Assert.Equal(2, Load("a").Busy);
        Assert.Equal(0, _state.Current.Of(Model).WithForeignWork);
    }

    [Fact]
    public void WithForeignWork_ReportsChange_IsCountedAnew()
    {
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 1), TimeSpan.Zero);
        _state.OnLoad(new("a"), Model, TestFleet.Statistics(running: 2), TimeSpan.Zero);
        _state.OnLoad(new("b"), Model, TestFleet.Statistics(running: 1), TimeSpan.Zero);
        Assert.Equal(2, _state.Current.Of(Model).WithForeignWork);

        _state.OnLoad(new("a"), Model, TestFleet.Statistics(), TimeSpan.Zero);
        Assert.Equal(1, _state.Current.Of(Model).WithForeignWork);
    }

    [Fact]
    public void With_NodeNamesAModelTwice_HasOneReplica() =>
        Assert.Single(FleetView.Empty.With(new FleetSnapshot(1, [Node("a", Model, Model)])).Of(Model).Replicas);

    private (int Busy, long Queued) Load(string node) => (Find(node).BusyRequests, Find(node).QueuedTokens);

    private ReplicaView Find(string node) => _state.Current.Find(new NodeId(node), Model)!;

    private static FleetNode Node(string id, params string[] models) =>
        new(new NodeId(id), new Uri("http://127.0.0.1:1"), NodeState.Ready, [.. models.Select<string, ModelInfo>(TestFleet.Info)]);
}
