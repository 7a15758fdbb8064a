using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Deployment;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog.Deployment;

public sealed class DeploymentPlannerTests
{
    private readonly MemoryCatalog _catalog = new();
    private readonly ArtifactHash _base;

    public DeploymentPlannerTests() => _base = _catalog.AddBase("base");

    [Fact]
    public void Plan_TheReleaseIsABaseThatNodesHave_LoadsNothing()
    {
        _catalog.Promote("fin-chat", new Release(_base));

        Assert.Empty(Plan(Node("a", Model("whatever it is called", _base))).Loads);
    }

    [Fact]
    public void Plan_AReleaseWithAnAdapter_GoesToEveryNodeWithTheBaseThatLacksIt()
    {
        ArtifactHash adapter = _catalog.AddAdapter("brokerage", _base);
        Release release = new(_base) { Domain = new AdapterUse(adapter, 0.5m) };
        _catalog.Promote("fin-chat", release);

        DeploymentPlan plan = Plan(
            Node("a", Model("base", _base)),
            Node("b", Model("base", _base), Model("x", _base, (adapter, 0.5f))),
            Node("c", Model("other", MemoryCatalog.HashOf("other"))),
            Node("d", Model("base", _base)) with { State = NodeState.Draining });

        Assert.Equal([("a", ReplicaContent.Of(release))], plan.Loads.Where(order => order.Release.Domain!.Scale == 0.5m).Select(Named));
    }

    [Fact]
    public void Plan_AReleaseWithATemplate_IsLoadedWhereOnlyTheBaseIs()
    {
        ArtifactHash template = MemoryCatalog.HashOf("template");
        _catalog.Do(new PushArtifact(new Artifact(template, ArtifactKind.ChatTemplate, "template", 1, default)));
        Release release = new(_base) { ChatTemplate = template };
        _catalog.Promote("fin-chat", new Release(_base));
        _catalog.Promote("fin-chat", release);

        DeploymentPlan plan = Plan(
            Node("a", Model("base", _base)),
            Node("b", Model("base", _base), Model("x", _base) with { TemplateHash = template.Value }),
            Node("c", Model(ReplicaContent.Of(release).Name, _base) with { TemplateHash = MemoryCatalog.HashOf("other").Value }));

        Assert.Equal(["a", "c"], plan.Loads.Select(order => order.Node.Id.Value));
        Assert.All(plan.Loads, order => Assert.Equal(ReplicaContent.Of(release), order.Content));
        Assert.Equal(["c"], plan.Idle.Select(idle => idle.Node.Id.Value));
    }

    [Fact]
    public void Plan_AnAliasOfAnAdapter_IsLoadedOnTheBaseOfEveryModelBeforeItIsAskedFor()
    {
        ArtifactHash adapter = _catalog.AddAdapter("aml", _base, ArtifactKind.TaskAdapter);
        Release release = new(_base);
        _catalog.Promote("fin-chat", release);

        DeploymentPlan plan = Plan(Node("a", Model("base", _base)));

        Assert.Equal([("a", ReplicaContent.Of(release with { Task = new AdapterUse(adapter) }))], plan.Loads.Select(Named));
    }

    [Fact]
    public void Plan_ANewBase_GoesWhereTheOldOneServes()
    {
        _catalog.Promote("fin-chat", new Release(_base));
        Release next = new(_catalog.AddBase("next"));
        _catalog.Promote("fin-chat", next);

        DeploymentPlan plan = Plan(Node("a", Model("base", _base)), Node("b", Model("other", MemoryCatalog.HashOf("other"))));

        Assert.Equal([("a", ReplicaContent.Of(next))], plan.Loads.Select(Named));
    }

    [Fact]
    public void Plan_ABaseThatNobodyServes_GoesToCentralNodes()
    {
        Release release = new(_base);
        _catalog.Promote("fin-chat", release);

        DeploymentPlan plan = Plan(Node("a"), Node("b") with { Tier = NodeTier.Edge });

        Assert.Equal([("a", ReplicaContent.Of(release))], plan.Loads.Select(Named));
    }

    [Fact]
    public void Plan_ACanary_IsLoadedToo()
    {
        _catalog.Promote("fin-chat", new Release(_base));
        Release trial = new(_base) { Domain = new AdapterUse(_catalog.AddAdapter("brokerage", _base), 2) };
        _catalog.StartCanary("fin-chat", trial, 0.1m);

        Assert.Contains(("a", ReplicaContent.Of(trial)), Plan(Node("a", Model("base", _base))).Loads.Select(Named));
    }

    [Fact]
    public void Plan_WhatARequestAskedFor_IsLoadedWhereItsBaseIs()
    {
        Release asked = new(_base) { Domain = new AdapterUse(_catalog.AddAdapter("brokerage", _base), 3) };

        DeploymentPlan plan = DeploymentPlanner.Plan(_catalog.Current, Fleet(Node("a", Model("base", _base)), Node("b")), [asked]);

        Assert.Equal([("a", ReplicaContent.Of(asked))], plan.Loads.Select(Named));
    }

    [Fact]
    public void Plan_WhatTheAliasPointedToBefore_StaysAndOlderOnesAreIdle()
    {
        ArtifactHash adapter = _catalog.AddAdapter("brokerage", _base);
        Release[] releases = [.. new[] { 2m, 3m, 4m }.Select(scale => new Release(_base) { Domain = new AdapterUse(adapter, scale) })];
        Array.ForEach(releases, release => _catalog.Promote("fin-chat", release));
        ModelInfo[] loaded = [.. releases.Select(release => Model(
            ReplicaContent.Of(release).Name, _base, (adapter, (float)release.Domain!.Scale)))];
        ModelInfo byHand = Model("base+brokerage", _base, (adapter, 9));

        DeploymentPlan plan = Plan(Node("a", [Model("base", _base), byHand, .. loaded]));

        Assert.Equal([ReplicaContent.Of(releases[0]).Name], plan.Idle.Select(idle => idle.Name));
    }

    [Fact]
    public void Plan_AReplicaThatNothingNames_IsIdle()
    {
        ArtifactHash adapter = _catalog.AddAdapter("brokerage", _base);
        Release gone = new(_base) { Domain = new AdapterUse(adapter, 7) };

        DeploymentPlan plan = Plan(Node("a", Model("base", _base), Model(ReplicaContent.Of(gone).Name, _base, (adapter, 7))));

        IdleReplica idle = Assert.Single(plan.Idle);
        Assert.Equal(("a", ReplicaContent.Of(gone).Name), (idle.Node.Id.Value, idle.Name));
    }

    private static (string Node, ReplicaContent Content) Named(ReplicaLoadOrder order) => (order.Node.Id.Value, order.Content);

    private static FleetNode Node(string id, params ModelInfo[] models) =>
        new(new NodeId(id), new Uri("http://127.0.0.1:1"), NodeState.Ready, [.. models]);

    private static FleetSnapshot Fleet(params FleetNode[] nodes) => new(1, [.. nodes]);

    private static ModelInfo Model(string name, ArtifactHash of, params (ArtifactHash Hash, float Scale)[] adapters) => new()
    {
        Name = name,
        ContentHash = of.Value,
        Description = "",
        Parameters = 1,
        VocabularySize = 1,
        ContextLength = 1,
        EmbeddingLength = 1,
        ParallelSequences = 1,
        HasChatTemplate = true,
        AdapterStack = [.. adapters.Select(adapter => new AdapterInfo("", adapter.Hash.Value, adapter.Scale))],
    };

    private DeploymentPlan Plan(params FleetNode[] nodes) => DeploymentPlanner.Plan(_catalog.Current, Fleet(nodes), []);
}
