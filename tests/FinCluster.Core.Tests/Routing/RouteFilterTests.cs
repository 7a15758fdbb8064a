using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Routing;

/// <summary>Which replicas a request never goes to, and which it goes to only when there is no other.</summary>
public sealed class RouteFilterTests
{
    public static TheoryData<string> Presets => [.. RoutePolicies.Presets];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_ModelNobodyServes_GoesNowhere(string preset) =>
        Assert.Null(new TestFleet(3, preset).Route(TestFleet.Request() with { Model = "other" }));

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_NodeOfAnotherModelOrDraining_IsPassedOver(string preset)
    {
        var fleet = new TestFleet(3, preset);
        fleet.Change(0, node => node with { Models = [TestFleet.Info("other")] });
        fleet.Change(1, node => node with { State = NodeState.Draining });

        Assert.Equal([2], Targets(fleet, TestFleet.Request()));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_ExcludedNodes_ArePassedOver(string preset)
    {
        var fleet = new TestFleet(3, preset);

        Assert.Equal([1], Targets(fleet, TestFleet.Request() with { Excluded = new HashSet<NodeId> { TestFleet.Id(0), TestFleet.Id(2) } }));
        Assert.Null(fleet.Route(TestFleet.Request() with { Excluded = new HashSet<NodeId>(fleet.Nodes.Select(node => node.Id)) }));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_Tier_IsKept(string preset)
    {
        var fleet = new TestFleet(2, preset);
        fleet.Change(1, node => node with { Tier = NodeTier.Edge });

        Assert.Equal([1], Targets(fleet, TestFleet.Request() with { Tier = NodeTier.Edge }));
        Assert.Equal([0], Targets(fleet, TestFleet.Request() with { Tier = NodeTier.Central }));
        Assert.Equal([0, 1], Targets(fleet, TestFleet.Request()));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_Adapter_MustBeLoaded(string preset)
    {
        var fleet = new TestFleet(2, preset);
        ModelInfo adapted = TestFleet.Info(TestFleet.Model) with { Adapters = ["news", "faq"] };
        fleet.Change(1, node => node with { Models = [adapted] });

        Assert.Equal([1], Targets(fleet, TestFleet.Request() with { Adapter = "faq" }));
        Assert.Null(fleet.Route(TestFleet.Request() with { Adapter = "other" }));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Route_SuspectedOrSilentNode_IsTheLastResort(string preset)
    {
        var fleet = new TestFleet(3, preset);
        fleet.Report(1);
        fleet.Now += TimeSpan.FromSeconds(1.1);
        fleet.Report(2);
        fleet.Suspect(0);

        Assert.Equal([2], Targets(fleet, TestFleet.Request()));

        fleet.Suspect(2);
        Assert.Equal([0, 1, 2], Targets(fleet, TestFleet.Request()));

        fleet.Suspect(0, false);
        Assert.Equal([0], Targets(fleet, TestFleet.Request()));
    }

    [Theory]
    [InlineData("prefix-aware")]
    [InlineData("least-loaded")]
    public void Route_NodeIsFull_GoesToOneWithRoom(string preset)
    {
        var fleet = new TestFleet(2, preset);
        fleet.Hold(0, TestFleet.Blocks("a", 200));
        fleet.Report(0, running: TestFleet.Parallel);
        fleet.Report(1, running: TestFleet.Parallel - 1, queued: 3_000);

        Assert.Equal([1], Targets(fleet, TestFleet.Request(TestFleet.Blocks("a", 200), "session")));
    }

    // One of two hundred has room: it is found although only two are looked for by lot.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Route_HolderHasOneSequenceLeft_IsTakenUnlessOthersSendThereToo(bool othersSend, int expected)
    {
        var fleet = new TestFleet(2);
        ImmutableArray<ulong> blocks = TestFleet.Blocks("document", 40);
        fleet.Hold(0, blocks);
        fleet.Report(0, running: othersSend ? TestFleet.Parallel - 1 : 0);
        fleet.Report(1, running: 0);
        for (int i = 0; i < (othersSend ? 0 : TestFleet.Parallel - 1); i++)
        {
            fleet.Meter(0).OnSent(0);
        }

        Assert.Equal([expected], Targets(fleet, TestFleet.Request(blocks)));
    }

    [Fact]
    public void Route_AlmostAllOfALargeFleetAreFull_MostlyFindsOneOfThoseWithRoom()
    {
        var fleet = new TestFleet(200);
        for (int node = 0; node < 200; node++)
        {
            fleet.Report(node, running: node % 10 == 3 ? 1 : TestFleet.Parallel);
        }

        int found = Enumerable.Range(0, 1_000).Count(_ => fleet.Route(TestFleet.Request()) % 10 == 3);

        Assert.InRange(found, 985, 1_000);
    }

    [Fact]
    public void Route_OneOfALargeFleetTakesWork_IsFound()
    {
        var fleet = new TestFleet(500, change: node => node.Id == TestFleet.Id(321) ? node : node with { State = NodeState.Draining });

        Assert.Equal([321], Targets(fleet, TestFleet.Request()));
    }

    private static IEnumerable<int> Targets(TestFleet fleet, RouteRequest request) =>
        Enumerable.Range(0, 60).Select(_ => fleet.Route(request)!.Value).Distinct().Order();
}
