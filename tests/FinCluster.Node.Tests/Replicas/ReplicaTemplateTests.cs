using System.Text;
using FinCluster.Artifacts;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Node.Replicas;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Replicas;

/// <summary>Replicas with a chat template of their own.</summary>
public sealed class ReplicaTemplateTests : IDisposable
{
    private readonly ReplicaFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Load_ATemplate_GivesItsFileAndReportsIt()
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "chatml"]);

        ModelInfo model = await LoadAsync(manager, Spec("fin", "chatml"));

        Assert.Equal("chatml", await File.ReadAllTextAsync(Assert.Single(_fixture.Loader.Loads).TemplatePath!, TestTimeouts.Token));
        Assert.Equal(FakeReplicaLoader.Hash("chatml").Value, model.TemplateHash);
        Assert.Same(model, await LoadAsync(manager, Spec("fin", "chatml")));
        Assert.Single(_fixture.Loader.Loads);
    }

    [Theory]
    [InlineData("llama2")]
    [InlineData(null)]
    public async Task Load_AnotherTemplateUnderTheName_IsRefusedAndTheOldOneStays(string? other)
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "chatml", "llama2"]);
        await LoadAsync(manager, Spec("fin", "chatml"));

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, Spec("fin", other)));

        Assert.Equal(ErrorCode.ReplicaExists, error.Code);
        Assert.Equal(FakeReplicaLoader.Hash("chatml").Value, Assert.Single(manager.Replicas.All).Model.TemplateHash);
    }

    [Fact]
    public async Task Load_TemplateThatTheEngineDoesNotKnow_IsRefusedAndTheOldReplicaServes()
    {
        var refusal = new RequestException(ErrorCode.ArtifactInvalid, "the chat template cannot be used", "template");
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "chatml", "unknown"]);
        await LoadAsync(manager, Spec("old", "chatml"));
        _fixture.Loader.Refuse = spec => spec.Template?.Hash == FakeReplicaLoader.Hash("unknown") ? refusal : null;

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, Spec("new", "unknown")));

        Assert.Same(refusal, error);
        Assert.Equal(["old"], manager.Replicas.All.Select(engine => engine.Model.Name));
        Assert.False(_fixture.Loader.Engine("old").IsDisposed);
        Assert.Equal(["old"], new ReplicaRecord(_fixture.RecordPath).Read().Select(spec => spec.Name));
    }

    [Fact]
    public async Task Load_TemplateThatIsDamaged_IsNotLoadedAndTheOldReplicaServes()
    {
        FolderArtifactStore store = Store();
        using ReplicaManager manager = _fixture.NewManager(files: ["a"], store: store);
        await LoadAsync(manager, Spec("old", null));
        ArtifactHash hash = FakeReplicaLoader.Hash("chatml");
        string path = Path.Combine(_fixture.Folder.File("store"), hash.Value[..2], hash.Value);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "chatmL", TestTimeouts.Token);

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, Spec("new", "chatml")));

        Assert.Equal(ErrorCode.ArtifactCorrupt, error.Code);
        Assert.Equal(["old"], manager.Replicas.All.Select(engine => engine.Model.Name));
        Assert.Equal(["old"], _fixture.Loader.Loads.Select(files => files.Spec.Name));
    }

    [Fact]
    public async Task Load_ATemplate_KeepsItsFileAsLongAsTheReplica()
    {
        FolderArtifactStore store = Store(maxBytes: "chatml".Length);
        await AddAsync(store, "chatml");
        using ReplicaManager manager = _fixture.NewManager(files: ["a"], store: store);
        await LoadAsync(manager, Spec("fin", "chatml"));

        ArtifactException full = await Assert.ThrowsAsync<ArtifactException>(() => AddAsync(store, "llama2"));
        await manager.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token);
        await AddAsync(store, "llama2");

        Assert.Equal(ArtifactProblem.Full, full.Problem);
        Assert.False(await store.HasAsync(FakeReplicaLoader.Hash("chatml"), TestTimeouts.Token));
    }

    [Fact]
    public async Task Restore_AfterARestart_HasTheTemplate()
    {
        using (ReplicaManager before = _fixture.NewManager(files: ["a", "chatml"]))
        {
            await LoadAsync(before, Spec("own", "chatml"));
            await LoadAsync(before, Spec("plain", null));
        }

        using ReplicaManager after = _fixture.NewManager(files: ["a", "chatml"]);
        await after.RestoreAsync(TestTimeouts.Token);

        Assert.Equal(
            [("own", FakeReplicaLoader.Hash("chatml").Value), ("plain", null)],
            after.Replicas.All.Select(engine => (engine.Model.Name, engine.Model.TemplateHash)).OrderBy(replica => replica.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Restore_RecordOfAnEarlierRelease_HasNoTemplate()
    {
        using (ReplicaManager before = _fixture.NewManager(files: ["a"]))
        {
            await LoadAsync(before, Spec("plain", null));
        }

        string record = await File.ReadAllTextAsync(_fixture.RecordPath, TestTimeouts.Token);
        int field = record.IndexOf("\"template\"", StringComparison.Ordinal);
        Assert.True(field > 0);
        string earlier = string.Concat(record.AsSpan(0, record.LastIndexOf(',', field)), record.AsSpan(record.IndexOf("null", field, StringComparison.Ordinal) + 4));
        await File.WriteAllTextAsync(_fixture.RecordPath, earlier, TestTimeouts.Token);

        using ReplicaManager after = _fixture.NewManager(files: ["a"]);
        await after.RestoreAsync(TestTimeouts.Token);

        Assert.Null(Assert.Single(after.Replicas.All).Model.TemplateHash);
    }

    private static ReplicaSpec Spec(string name, string? template) => FakeReplicaLoader.Spec(name, "a") with
    {
        Template = template is null ? null : new ArtifactReference(FakeReplicaLoader.Hash(template), 0, []),
    };

    private static Task<ModelInfo> LoadAsync(ReplicaManager manager, ReplicaSpec spec) => manager.LoadAsync(spec, TestTimeouts.Token);

    private static async Task AddAsync(FolderArtifactStore store, string content)
    {
        await using IArtifactWrite write = await store.BeginWriteAsync(FakeReplicaLoader.Hash(content), content.Length, TestTimeouts.Token);
        await write.AppendAsync(Encoding.UTF8.GetBytes(content), TestTimeouts.Token);
        await write.CompleteAsync(null, TestTimeouts.Token);
    }

    private FolderArtifactStore Store(long? maxBytes = null) => FolderArtifactStore.Open(
        _fixture.Folder.File("store"), new FolderArtifactStoreOptions { MaxTotalBytes = maxBytes }, TimeProvider.System);
}
