using System.Collections.Frozen;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Fleet;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class FleetViewTests
{
    private static readonly RedisFleetOptions Options = new();

    private readonly ManualTimeProvider _time = new();
    private readonly FleetView _view;
    private int _revision;

    public FleetViewTests() => _view = new FleetView(Options, _time);

    private IEnumerable<string> Ids => _view.Nodes.Select(node => node.Id.Value).Order(StringComparer.Ordinal);

    [Fact]
    public void Apply_LeaseEndedWithoutAnOutage_DropsTheNode()
    {
        _view.Apply(Reading(["a", "b"]));
        _time.Advance(Options.ResyncInterval);

        Assert.True(_view.Apply(Reading(["a"])));

        Assert.Equal(["a"], Ids);
    }

    [Fact]
    public void Apply_SameNodes_IsNoChange()
    {
        Assert.True(_view.Apply(Reading(["a"])));
        _time.Advance(Options.ResyncInterval);

        Assert.False(_view.Apply(Reading(["a"])));
        Assert.False(_view.Apply(new FleetReading("1", "x", null, null, FrozenSet<string>.Empty)));
    }

    [Fact]
    public void Apply_AfterALongGap_KeepsTheNodesForTheGracePeriod()
    {
        _view.Apply(Reading(["a", "b"]));
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.False(_view.Apply(Reading([])));
        Assert.Equal(["a", "b"], Ids);
        Assert.False(StepTo(Options.GracePeriod - Options.ResyncInterval, ["b"]));
        Assert.Equal(["a", "b"], Ids);
        Assert.True(StepTo(Options.ResyncInterval, ["b"]));
        Assert.Equal(["b"], Ids);
    }

    [Fact]
    public void Apply_EmptyRedisAfterARestart_KeepsTheNodesAndTakesThemOver()
    {
        _view.Apply(Reading(["a"]));
        _time.Advance(Options.ResyncInterval);

        Assert.False(_view.Apply(Reading([], epoch: "2")));
        Assert.False(StepTo(Options.ResyncInterval, ["a"], epoch: "2"));
        Assert.False(StepTo(Options.GracePeriod, ["a"], epoch: "2"));

        Assert.Equal(["a"], Ids);
    }

    [Fact]
    public void Apply_RemovedByNameDuringTheGracePeriod_DropsTheNodeAtOnce()
    {
        _view.Apply(Reading(["a", "b"]));
        _time.Advance(TimeSpan.FromSeconds(30));
        _view.Apply(Reading([]));

        Assert.True(_view.Apply(Reading([], removed: ["a"])));

        Assert.Equal(["b"], Ids);
    }

    [Fact]
    public void Apply_KeptNodeComesBackChanged_ShowsTheChange()
    {
        _view.Apply(Reading(["a"]));
        _time.Advance(TimeSpan.FromSeconds(30));
        _view.Apply(Reading([]));

        Assert.True(_view.Apply(Reading(["a"], state: NodeState.Draining)));

        Assert.Equal(NodeState.Draining, Assert.Single(_view.Nodes).State);
    }

    [Fact]
    public void Apply_NodeOfAnotherBuild_LeavesOnlyThatOneOut()
    {
        var nodes = new Dictionary<string, string> { ["new"] = """{"address":"http://h","state":"Flying"}""", ["b"] = NodeText(NodeState.Ready) };

        Assert.True(_view.Apply(new FleetReading("1", "1", null, nodes, FrozenSet<string>.Empty)));

        Assert.Equal(["b"], Ids);
        Assert.Equal(["new"], _view.Unreadable);
    }

    private static string NodeText(NodeState state) =>
        FleetNodeText.Format(new FleetNode(new NodeId("any"), new Uri("http://127.0.0.1:1"), state, []));

    private bool StepTo(TimeSpan later, string[] ids, string epoch = "1")
    {
        bool changed = false;
        for (TimeSpan done = TimeSpan.Zero; done < later; done += Options.ResyncInterval)
        {
            _time.Advance(Options.ResyncInterval);
            changed |= _view.Apply(Reading(ids, epoch));
        }

        return changed;
    }

    private FleetReading Reading(string[] ids, string epoch = "1", string[]? removed = null, NodeState state = NodeState.Ready) => new(
        epoch,
        $"{++_revision}",
        null,
        ids.ToDictionary(id => id, _ => NodeText(state)),
        (removed ?? []).ToHashSet());
}
