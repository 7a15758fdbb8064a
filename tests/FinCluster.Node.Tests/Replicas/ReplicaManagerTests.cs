using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Node.Replicas;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Replicas;

public sealed class ReplicaManagerTests : IDisposable
{
    private static readonly RequestException Refusal = new(ErrorCode.AdapterRefused, "the adapter is for another base");

    private readonly ReplicaFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Load_TwoAdapters_GivesTheirFilesAndServes()
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "b"]);

        ModelInfo model = await LoadAsync(manager, FakeReplicaLoader.Spec("fin+x", "a", "b"));

        Assert.Equal(["a", "b"], Assert.Single(_fixture.Loader.Loads).AdapterPaths.Select(File.ReadAllText));
        Assert.Equal(["a", "b"], model.Adapters);
        Assert.Equal(["fin+x"], manager.Replicas.All.Select(engine => engine.Model.Name));
    }

    [Fact]
    public async Task Load_SameTwiceAtOnce_IsLoadedOnce()
    {
        var gate = new TaskCompletionSource();
        _fixture.Loader.Gate = gate.Task;
        using ReplicaManager manager = _fixture.NewManager(files: ["a"]);

        Task<ModelInfo>[] loads = [.. Enumerable.Range(0, 3).Select(_ => LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a")))];
        gate.SetResult();
        await Task.WhenAll(loads);

        Assert.Single(_fixture.Loader.Loads);
    }

    public static TheoryData<string> Others => ["adapter", "scale", "base", "sequences"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Load_OtherContentUnderTheName_IsRefusedAndTheOldOneStays(string other)
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "b"]);
        ReplicaSpec spec = FakeReplicaLoader.Spec("fin", "a");
        await LoadAsync(manager, spec);
        ReplicaSpec changed = other switch
        {
            "adapter" => FakeReplicaLoader.Spec("fin", "b"),
            "scale" => spec with { Adapters = [spec.Adapters[0] with { Scale = 0.5f }] },
            "base" => spec with { Base = spec.Base with { Hash = FakeReplicaLoader.Hash("other") } },
            _ => spec with { ParallelSequences = 3 },
        };

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, changed));

        Assert.Equal(ErrorCode.ReplicaExists, error.Code);
        Assert.False(_fixture.Loader.Engine("fin").IsDisposed);
        Assert.Single(manager.Replicas.All);
    }

    [Fact]
    public async Task Load_IsRefused_NothingIsLeftOfIt()
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a"]);
        _fixture.Loader.Refuse = _ => Refusal;

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a")));
        _fixture.Loader.Refuse = _ => null;
        await LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a"));

        Assert.Same(Refusal, error);
        Assert.Single(manager.Replicas.All);
    }

    [Fact]
    public async Task Load_FileIsNowhere_IsUnavailable()
    {
        using ReplicaManager manager = _fixture.NewManager();

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a")));

        Assert.Equal(ErrorCode.ArtifactUnavailable, error.Code);
        Assert.Contains("--artifacts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unload_ThenLoadOther_TakesTheName()
    {
        using ReplicaManager manager = _fixture.NewManager(files: ["a", "b"]);
        await LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a"));
        FakeInferenceEngine first = _fixture.Loader.Engine("fin");

        await manager.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token);
        ModelInfo model = await LoadAsync(manager, FakeReplicaLoader.Spec("fin", "b"));

        Assert.True(first.IsDisposed);
        Assert.Equal(["b"], model.Adapters);
    }

    [Fact]
    public async Task Unload_UnknownOrOfTheCommandLine_IsRefused()
    {
        using ReplicaManager manager = _fixture.NewManager(engines: [new FakeInferenceEngine("static")]);

        RequestException unknown = await Assert.ThrowsAsync<RequestException>(() => manager.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token));
        RequestException fixedOne = await Assert.ThrowsAsync<RequestException>(() => manager.UnloadAsync("static", TimeSpan.Zero, TestTimeouts.Token));

        Assert.Equal((ErrorCode.ReplicaNotFound, ErrorCode.InvalidRequest), (unknown.Code, fixedOne.Code));
        Assert.Single(manager.Replicas.All);
    }

    [Fact]
    public async Task Restore_AfterARestart_LoadsWhatWasLoadedAndReportsWhatDoesNotLoad()
    {
        using (ReplicaManager before = _fixture.NewManager(files: ["a", "b"]))
        {
            await LoadAsync(before, FakeReplicaLoader.Spec("good", "a") with { ParallelSequences = 5 });
            await LoadAsync(before, FakeReplicaLoader.Spec("bad", "b"));
            await LoadAsync(before, FakeReplicaLoader.Spec("unloaded", "a"));
            await before.UnloadAsync("unloaded", TimeSpan.Zero, TestTimeouts.Token);
        }

        _fixture.Loader.Refuse = spec => spec.Name == "bad" ? Refusal : null;
        using ReplicaManager after = _fixture.NewManager(files: ["a", "b"]);
        await after.RestoreAsync(TestTimeouts.Token);

        Assert.Equal(["good"], after.Replicas.All.Select(engine => engine.Model.Name));
        Assert.Equal(new ReplicaProblem("bad", Refusal), Assert.Single(after.Problems));
        Assert.Equal(5, _fixture.Loader.Loads.Last(files => files.Spec.Name == "good").Spec.ParallelSequences);
    }

    [Fact]
    public async Task Load_OfAProblem_EndsIt()
    {
        using (ReplicaManager before = _fixture.NewManager(files: ["a"]))
        {
            await LoadAsync(before, FakeReplicaLoader.Spec("one", "a"));
            await LoadAsync(before, FakeReplicaLoader.Spec("two", "a"));
        }

        _fixture.Loader.Refuse = _ => Refusal;
        using ReplicaManager after = _fixture.NewManager(files: ["a"]);
        await after.RestoreAsync(TestTimeouts.Token);
        _fixture.Loader.Refuse = _ => null;

        await LoadAsync(after, FakeReplicaLoader.Spec("one", "a"));
        await after.UnloadAsync("two", TimeSpan.Zero, TestTimeouts.Token);

        Assert.Empty(after.Problems);
        Assert.Equal(["one"], new ReplicaRecord(_fixture.RecordPath).Read().Select(spec => spec.Name));
    }

    [Fact]
    public async Task Restore_RecordIsDamaged_StartsWithout()
    {
        await File.WriteAllTextAsync(_fixture.RecordPath, "{\"replicas\":[{\"name\":", TestTimeouts.Token);
        using ReplicaManager manager = _fixture.NewManager(files: ["a"]);

        await manager.RestoreAsync(TestTimeouts.Token);

        Assert.Empty(manager.Replicas.All);
        await LoadAsync(manager, FakeReplicaLoader.Spec("fin", "a"));
        Assert.Single(new ReplicaRecord(_fixture.RecordPath).Read());
    }

    private static Task<ModelInfo> LoadAsync(ReplicaManager manager, ReplicaSpec spec) => manager.LoadAsync(spec, TestTimeouts.Token);
}
