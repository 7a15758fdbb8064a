using FinCluster.Core.Audit;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Gateway.Models;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Replicas;
using FinCluster.Node.Service;
using FinCluster.Node.Tests;
using FinCluster.Testing;
using FinCluster.Testing.Audit;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Gateway.Tests.Models;

/// <summary>A release with a chat template, and a node that has its base and loads what it is told.</summary>
public sealed class TemplateDeploymentTests : IAsyncLifetime
{
    private const string Alias = "fin-chat";

    private static readonly ArtifactHash Base = FakeReplicaLoader.Hash("base");
    private static readonly ArtifactHash Template = FakeReplicaLoader.Hash("template");
    private static readonly Release Plain = new(Base);
    private static readonly Release Templated = Plain with { ChatTemplate = Template };

    private readonly TemporaryFolder _folder = new();
    private readonly FakeReplicaLoader _loader = new();
    private readonly FakeInferenceEngine _plain = new("finlite") { Model = new FakeInferenceEngine("finlite").Model with { ContentHash = Base.Value } };
    private readonly RecordingAuditLog _log = new();
    private RunningGateway _gateway = null!;
    private RunningNode _node = null!;
    private ReplicaManager _manager = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("template"), "template", TestTimeouts.Token);
        var files = new ArtifactCache(null, new ArtifactPuller(TimeProvider.System, NullLogger<ArtifactPuller>.Instance));
        files.AddFile(Template, _folder.File("template"));
        _manager = new ReplicaManager(new ReplicaSet([_plain]), _loader, files, null, TimeProvider.System, NullLogger<ReplicaManager>.Instance);
        _node = await RunningNode.StartAsync(_manager);
        _gateway = await RunningGateway.StartAsync(setup => setup.Services = services => services.AddSingleton<IAuditLog>(_log));
        _gateway.Own(_node);
        _gateway.Catalog.AddBase("base");
        _gateway.Catalog.Do(new PushArtifact(new Artifact(Template, ArtifactKind.ChatTemplate, "template", 8, default)));
        _gateway.Catalog.Promote(Alias, Plain);
        await AnnounceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _manager.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Promote_ToAReleaseThatDiffersInTheTemplateAlone_IsLoadedAndAnswers()
    {
        _gateway.Catalog.Promote(Alias, Templated);
        string name = ReplicaContent.Of(Templated).Name;
        await Eventually.IsTrueAsync(() => _manager.Replicas.Find(name) is not null);
        await AnnounceAsync();

        await (await _gateway.ChatAsync($"\"model\":\"{Alias}\"")).JsonAsync();

        Assert.Equal(Template.Value, Assert.Single(_log.Bodies(AuditEventTypes.Routed)).GetProperty("template").GetString());
        ReplicaFiles loaded = Assert.Single(_loader.Loads);
        Assert.Equal((name, Base, Template, 8L), (loaded.Spec.Name, loaded.Spec.Base.Hash, loaded.Spec.Template!.Hash, loaded.Spec.Template.SizeBytes));
        Assert.Single(_loader.Engine(name).Calls);
        Assert.Empty(_plain.Calls);
    }

    [Fact]
    public async Task Promote_NodeOfAnEarlierReleaseLeavesTheTemplateOut_LosesTheReplicaAgainAndTheOldReleaseAnswers()
    {
        _loader.IgnoresTemplates = true;
        _gateway.Catalog.Promote(Alias, Templated);
        string name = ReplicaContent.Of(Templated).Name;
        ReplicaDeployer deployer = _gateway.Services.GetRequiredService<ReplicaDeployer>();
        await Eventually.IsTrueAsync(() => deployer.Explain(Templated).Contains("upgrade it", StringComparison.Ordinal));

        await (await _gateway.ChatAsync($"\"model\":\"{Alias}\"")).JsonAsync();

        Assert.True(_loader.Engine(name).IsDisposed);
        Assert.Single(_plain.Calls);
    }

    private ValueTask AnnounceAsync() => _gateway.Fleet.AnnounceAsync(
        new FleetNode(new NodeId("n"), _node.Address, NodeState.Ready, [.. _manager.Replicas.All.Select(engine => engine.Model)]), TestTimeouts.Token);
}
