using System.Collections.Immutable;
using System.Security.Cryptography;
using FinCluster.Artifacts;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Node.Replicas;
using FinCluster.Node.Tests.Replicas;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Artifacts;

/// <summary>Nodes that fetch adapters by hash, from each other and from servers that misbehave.</summary>
public sealed class ArtifactPullTests : IDisposable
{
    private const int Bytes = 1_000_000;

    // Nobody listens there: the port is the discard service's, which needs a privileged process.
    private static readonly Uri Nowhere = new("grpc://127.0.0.1:9");

    private readonly ReplicaFixture _fixture = new();
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Bytes);

    private ArtifactHash Hash => ArtifactHash.FromDigest(SHA256.HashData(_content));

    public void Dispose()
    {
        _fixture.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Load_FromAPeerThatFetchedItself_HasTheSameBytes()
    {
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using ReplicaManager first = NewManager("first");
        await LoadAsync(first, "fin", origin.Address);
        await using RunningNode node = await RunningNode.StartAsync(first);
        using ReplicaManager second = NewManager("second");

        await LoadAsync(second, "fin", new Uri("grpc://" + node.Address.Authority));
        await LoadAsync(second, "again", origin.Address);

        Assert.Equal(_content, await File.ReadAllBytesAsync(_fixture.Loader.Loads.Last().AdapterPaths[0], TestTimeouts.Token));
        Assert.Equal([0], origin.Offsets);
    }

    [Fact]
    public async Task Load_SizeIsNotSaid_AsksForIt()
    {
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using ReplicaManager manager = NewManager("node");

        await manager.LoadAsync(Spec("fin", 0, origin.Address), TestTimeouts.Token);

        Assert.Equal(Bytes, new FileInfo(_fixture.Loader.Loads.Single().AdapterPaths[0]).Length);
    }

    [Fact]
    public async Task Load_SourceBreaksOff_GoesOnWhereItStopped()
    {
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content, call => call <= 2 ? 300_000 : null);
        using ReplicaManager manager = NewManager("node");

        await LoadAsync(manager, "fin", origin.Address);

        Assert.Equal([0, 300_000, 600_000], origin.Offsets);
        Assert.Equal(_content, await File.ReadAllBytesAsync(_fixture.Loader.Loads.Single().AdapterPaths[0], TestTimeouts.Token));
    }

    [Fact]
    public async Task Load_FirstFailsHalfWay_TheNextSourceAndTheNextProcessGoOn()
    {
        await using ArtifactSource half = await ArtifactSource.StartAsync(_content, call => call == 1 ? 300_000 : 0);
        await using ArtifactSource more = await ArtifactSource.StartAsync(_content, call => call == 1 ? 300_000 : 0);
        await using ArtifactSource whole = await ArtifactSource.StartAsync(_content);
        using (ReplicaManager before = NewManager("node"))
        {
            RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(before, "fin", Nowhere, half.Address, more.Address));
            Assert.Equal(ErrorCode.ArtifactUnavailable, error.Code);
            Assert.True(error.Kind.Retryable);
        }

        using ReplicaManager after = NewManager("node");
        await LoadAsync(after, "fin", whole.Address);

        Assert.Equal([0, 600_000], half.Offsets);
        Assert.Equal([300_000, 600_000], more.Offsets);
        Assert.Equal([600_000], whole.Offsets);
    }

    [Fact]
    public async Task Load_SourceLies_TakesTheNextOneFromTheBeginning()
    {
        byte[] other = [.. _content[..^1], (byte)(_content[^1] ^ 1)];
        await using ArtifactSource liar = await ArtifactSource.StartAsync(other);
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using ReplicaManager manager = NewManager("node");

        await LoadAsync(manager, "fin", liar.Address, origin.Address);

        Assert.Equal(_content, await File.ReadAllBytesAsync(_fixture.Loader.Loads.Single().AdapterPaths[0], TestTimeouts.Token));
        Assert.Equal([0], origin.Offsets);
    }

    [Fact]
    public async Task Load_WhatALiarBegan_IsThrownAwayAndFetchedAgain()
    {
        byte[] other = [(byte)(_content[0] ^ 1), .. _content[1..]];
        await using ArtifactSource liar = await ArtifactSource.StartAsync(other, call => call == 1 ? 300_000 : 0);
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using ReplicaManager manager = NewManager("node");

        await LoadAsync(manager, "fin", liar.Address, origin.Address);

        Assert.Equal([300_000, 0], origin.Offsets);
        Assert.Equal(_content, await File.ReadAllBytesAsync(_fixture.Loader.Loads.Single().AdapterPaths[0], TestTimeouts.Token));
    }

    [Fact]
    public async Task Load_WhatALiarBeganBeforeTheRestart_IsThrownAwayAndFetchedAgain()
    {
        byte[] other = [(byte)(_content[0] ^ 1), .. _content[1..]];
        await using ArtifactSource liar = await ArtifactSource.StartAsync(other, call => call == 1 ? 300_000 : 0);
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using (ReplicaManager before = NewManager("node"))
        {
            await Assert.ThrowsAsync<RequestException>(() => LoadAsync(before, "fin", liar.Address));
        }

        using ReplicaManager after = NewManager("node");
        await LoadAsync(after, "fin", origin.Address);

        Assert.Equal([300_000, 0], origin.Offsets);
    }

    [Theory]
    [InlineData("other bytes")]
    [InlineData("too short")]
    [InlineData("too long")]
    public async Task Load_AllSourcesLie_IsCorruptAndTheOldOneServes(string how)
    {
        byte[] lie = how switch
        {
            "too short" => _content[..^1],
            "too long" => [.. _content, 1],
            _ => [.. _content[..^1], (byte)(_content[^1] ^ 1)],
        };
        await using ArtifactSource liar = await ArtifactSource.StartAsync(lie);
        using ReplicaManager manager = NewManager("node", new FakeInferenceEngine("old"));

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(manager, "fin", liar.Address));

        Assert.Equal(ErrorCode.ArtifactCorrupt, error.Code);
        Assert.Empty(_fixture.Loader.Loads);
        Assert.Equal("old", Assert.Single(manager.Replicas.All).Model.Name);
    }

    [Fact]
    public async Task Load_SeveralAtOnce_FetchOnce()
    {
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using ReplicaManager manager = NewManager("node");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => LoadAsync(manager, $"fin-{i}", origin.Address)));

        Assert.Equal([0], origin.Offsets);
    }

    [Fact]
    public async Task Load_FileWasDamagedOnTheDisk_IsFetchedAgain()
    {
        await using ArtifactSource origin = await ArtifactSource.StartAsync(_content);
        using (ReplicaManager before = NewManager("node"))
        {
            await LoadAsync(before, "fin", origin.Address);
            await before.UnloadAsync("fin", TimeSpan.Zero, TestTimeouts.Token);
        }

        string path = _fixture.Loader.Loads.Single().AdapterPaths[0];
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(Bytes), TestTimeouts.Token);
        using ReplicaManager after = NewManager("node");
        RequestException alone = await Assert.ThrowsAsync<RequestException>(() => LoadAsync(after, "fin"));
        await LoadAsync(after, "fin", origin.Address);

        Assert.Equal(ErrorCode.ArtifactCorrupt, alone.Code);
        Assert.Equal([0, 0], origin.Offsets);
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, TestTimeouts.Token));
    }

    [Fact]
    public async Task Load_FolderIsFull_UnloadedFilesGoAndLoadedOnesStay()
    {
        byte[][] contents = [.. Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetBytes(Bytes))];
        FolderArtifactStore store = NewStore("node", maxBytes: (Bytes * 2) + 1_000);
        using ReplicaManager manager = _fixture.NewManager(store: store);
        await LoadContentAsync(manager, "first", contents[0]);
        await LoadContentAsync(manager, "second", contents[1]);

        RequestException full = await Assert.ThrowsAsync<RequestException>(() => LoadContentAsync(manager, "third", contents[2]));
        await manager.UnloadAsync("first", TimeSpan.Zero, TestTimeouts.Token);
        await LoadContentAsync(manager, "third", contents[2]);
        bool[] present = await Task.WhenAll(contents.Select(
            content => store.HasAsync(ArtifactHash.FromDigest(SHA256.HashData(content)), TestTimeouts.Token).AsTask()));

        Assert.Equal(ErrorCode.NoRoom, full.Code);
        Assert.Equal([false, true, true], present);
    }

    [Fact]
    public async Task Restore_FilesAreLocal_NeedsNoSource()
    {
        await using (ArtifactSource origin = await ArtifactSource.StartAsync(_content))
        {
            using ReplicaManager before = NewManager("node");
            await LoadAsync(before, "fin", origin.Address);
        }

        using ReplicaManager after = NewManager("node");
        await after.RestoreAsync(TestTimeouts.Token);

        Assert.Empty(after.Problems);
        Assert.Equal("fin", Assert.Single(after.Replicas.All).Model.Name);
    }

    private static async Task<ModelInfo> LoadContentAsync(ReplicaManager manager, string name, byte[] content)
    {
        await using ArtifactSource source = await ArtifactSource.StartAsync(content);
        var file = new ArtifactReference(ArtifactHash.FromDigest(SHA256.HashData(content)), content.Length, [source.Address]);
        return await manager.LoadAsync(FakeReplicaLoader.Spec(name) with { Adapters = [new AdapterReference(file)] }, TestTimeouts.Token);
    }

    private Task<ModelInfo> LoadAsync(ReplicaManager manager, string name, params ImmutableArray<Uri> sources) =>
        manager.LoadAsync(Spec(name, Bytes, sources), TestTimeouts.Token);

    private ReplicaSpec Spec(string name, long bytes, params ImmutableArray<Uri> sources) => FakeReplicaLoader.Spec(name) with
    {
        Adapters = [new AdapterReference(new ArtifactReference(Hash, bytes, sources))],
    };

    private ReplicaManager NewManager(string folder, params IInferenceEngine[] engines) =>
        _fixture.NewManager(engines, store: NewStore(folder));

    private FolderArtifactStore NewStore(string folder, long? maxBytes = null) => FolderArtifactStore.Open(
        _folder.File(folder), new FolderArtifactStoreOptions { MaxTotalBytes = maxBytes }, TimeProvider.System);
}
