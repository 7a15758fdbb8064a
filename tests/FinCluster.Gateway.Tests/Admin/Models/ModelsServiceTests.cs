using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Grpc;
using FinCluster.Grpc.Methods;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Gateway.Tests.Admin.Models;

/// <summary>fincluster.admin.v1.Models on a gateway with an administrator key.</summary>
public sealed class ModelsServiceTests : IAsyncLifetime
{
    private readonly RecordingLog _log = new();
    private readonly CatalogFiles _files = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(
        setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Services = services =>
            {
                _log.AddTo(services);
                _files.AddTo(services);
            };
        },
        new FakeInferenceEngine());

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Catalog_FromTheFileToTheRollback_IsReadAsItIs()
    {
        (string hash, byte[] content) = CatalogFiles.Content(600_000);
        ChangeResponse pushed = await PushAsync(Head(hash, content.Length), content);
        string release = (await CallAsync(ModelMethods.PushRelease, new PushReleaseRequest { Release = Release(hash, "first") })).Id;
        string second = (await CallAsync(ModelMethods.PushRelease, new PushReleaseRequest { Release = Release(hash, "second") })).Id;
        await CallAsync(ModelMethods.Promote, new PromoteRequest { Move = Move(), Target = release[..8] });
        await CallAsync(ModelMethods.Promote, new PromoteRequest { Move = Move(expected: 1), Target = second });
        await CallAsync(ModelMethods.StartCanary, new StartCanaryRequest { Move = Move(), Release = release, Weight = "0.50" });
        await CallAsync(ModelMethods.EndCanary, new EndCanaryRequest { Move = Move() });
        ChangeResponse back = await CallAsync(ModelMethods.RollBack, new RollBackRequest { Move = Move() });

        CatalogSnapshot read = await ReadAsync(AdminCalls.Key);

        Assert.Equal((hash, false), (pushed.Id, pushed.IsUnchanged));
        Assert.Equal(_gateway.Catalog.Current.Version, read.Version);
        Assert.Equal(
            _gateway.Catalog.Current.ToChanges().Select(CatalogChangeText.Format), read.ToChanges().Select(CatalogChangeText.Format));
        Assert.Equal(release, CatalogWire.ToCore(back).Entry!.Target.Value);
        Assert.Equal(0.50m, read.FindAlias("fin-chat")!.Find(3)!.Canary!.Weight);
        DiffReleasesResponse parts = await CallAsync(ModelMethods.DiffReleases, new DiffReleasesRequest { Before = "fin-chat@2", After = "fin-chat" });
        Assert.Equal(("note", "second", "first"), (parts.Differences[0].Part, parts.Differences[0].Before, parts.Differences[0].After));
        Assert.False(Assert.Single((await CallAsync(ModelMethods.VerifyArtifacts, new VerifyArtifactsRequest())).Files).HasProblem);
    }

    [Fact]
    public async Task Catalog_OfMoreThanAPage_IsReadWhole()
    {
        await CatalogSamples.PushReleasesAsync(_gateway.Catalog, 250, TestTimeouts.Token);
        await _gateway.Catalog.ApplyAsync(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.GuardRules, "gone")), TestTimeouts.Token);
        await _gateway.Catalog.ApplyAsync(new RemoveArtifact(CatalogSamples.Hash("gone")), TestTimeouts.Token);

        CatalogSnapshot read = await ReadAsync(AdminCalls.Key);

        Assert.Equal((250, 253), (read.Releases.Count, read.Version));
    }

    [Fact]
    public async Task Upload_InParts_GoesOn()
    {
        (string hash, byte[] content) = CatalogFiles.Content(600_000);
        await AssertRefusedAsync(() => PushAsync(Head(hash, content.Length), content[..400_000]), "invalid_request", "bytes");
        Upload upload = await CallAsync(ModelMethods.GetUpload, new GetUploadRequest { Sha256 = hash });
        Assert.Equal((400_000, false), (upload.ReceivedBytes, upload.IsComplete));
        await AssertRefusedAsync(() => PushAsync(Head(hash, content.Length, offset: 400_001), content[400_001..]), "upload_offset_mismatch", "offset");

        await PushAsync(Head(hash, content.Length, offset: 300_000), content[300_000..]);

        Assert.Equal([hash], _files.All);
        Assert.True((await PushAsync(Head(hash, content.Length), [])).IsUnchanged);
    }

    [Fact]
    public async Task Upload_Refused_LeavesNothing()
    {
        (string hash, byte[] content) = CatalogFiles.Content(600_000);
        byte[] damaged = [.. content];
        damaged[^1] ^= 1;

        await AssertRefusedAsync(() => PushAsync(Head(hash, content.Length), damaged), "upload_corrupt", "sha256");
        await AssertRefusedAsync(() => PushAsync(Head(hash, content.Length + 1), content), "invalid_request", "bytes");
        await AssertRefusedAsync(() => PushAsync(Head(hash, CatalogFiles.MaxBytes + 1), content), "request_too_large", "bytes");
        await AssertRefusedAsync(() => PushAsync(Head("abc", content.Length), content), "invalid_request", "sha256");
        await AssertRefusedAsync(() => PushAsync(null, content), "invalid_request", "head");

        Assert.Empty(_gateway.Catalog.Current.Artifacts);
        Assert.DoesNotContain(hash, _files.All);
    }

    [Fact]
    public async Task Changes_Wrong_AreNamed()
    {
        await AssertRefusedAsync(() => CallAsync(ModelMethods.Promote, new PromoteRequest { Target = "x" }), "invalid_request", "move");
        await AssertRefusedAsync(() => CallAsync(ModelMethods.Promote, new PromoteRequest { Move = Move(), Target = "x" }), "catalog_entry_not_found", "target");
        await AssertRefusedAsync(
            () => CallAsync(ModelMethods.StartCanary, new StartCanaryRequest { Move = Move(), Release = "x", Weight = "1" }), "catalog_entry_not_found", "release");
        await AssertRefusedAsync(() => CallAsync(ModelMethods.RollBack, new RollBackRequest { Move = Move(expected: 4) }), "alias_moved", null);
        await AssertRefusedAsync(() => CallAsync(ModelMethods.PushRelease, new PushReleaseRequest { Release = "{}" }), "invalid_request", "release");
        await AssertRefusedAsync(() => CallAsync(ModelMethods.DiffReleases, new DiffReleasesRequest()), "catalog_entry_not_found", "before");
    }

    [Fact]
    public async Task Promote_RepeatedCall_IsDoneOnce()
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);
        await PushAsync(Head(hash, content.Length), content);
        string release = (await CallAsync(ModelMethods.PushRelease, new PushReleaseRequest { Release = Release(hash, "first") })).Id;
        var request = new PromoteRequest { Move = Move(expected: 0), Target = release };
        request.Move.Request = "call-1";

        await CallAsync(ModelMethods.Promote, request);
        await CallAsync(ModelMethods.Promote, request);

        Assert.Equal(1, _gateway.Catalog.Current.FindAlias("fin-chat")!.Sequence);
    }

    [Fact]
    public async Task Calls_WithoutTheKey_AreRefused()
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);

        await AssertRefusedAsync(() => ReadAsync(null), "invalid_api_key", "authorization");
        await AssertRefusedAsync(() => PushAsync(Head(hash, content.Length), content, key: "wrong"), "invalid_api_key", "authorization");
        await AssertRefusedAsync(
            () => _gateway.Grpc.UnaryAsync(ModelMethods.Promote, new PromoteRequest { Move = Move(), Target = "x" }, AdminCalls.Call(null), TestTimeouts.Token),
            "invalid_api_key",
            "authorization");
        Assert.Empty(_files.All);
    }

    [Fact]
    public async Task Calls_AreLoggedAndCounted()
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);
        await PushAsync(Head(hash, content.Length), content);
        await AssertRefusedAsync(() => CallAsync(ModelMethods.Promote, new PromoteRequest { Move = Move(), Target = "x" }), "catalog_entry_not_found", "target");
        string page = await (await _gateway.GetAsync("/metrics")).TextAsync();

        Assert.Contains($"administrator (by Key, from 127.0.0.1): push_artifact {hash}: done", _log.Lines);
        Assert.Contains("administrator (by Key, from 127.0.0.1): promote fin-chat: catalog_entry_not_found", _log.Lines);
        Assert.Contains("fincluster_gateway_admin_calls_total{operation=\"push_artifact\",proof=\"key\"} 1", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_admin_calls_total{operation=\"promote\",proof=\"key\"} 1", page, StringComparison.Ordinal);
    }

    private static ArtifactHead Head(string hash, long bytes, long offset = 0) =>
        new() { Sha256 = hash, Kind = "base", Name = "base", Bytes = bytes, Offset = offset };

    private static AliasMove Move(long? expected = null)
    {
        var move = new AliasMove { Alias = "fin-chat", Actor = "li" };
        if (expected is { } line)
        {
            move.ExpectedLine = line;
        }

        return move;
    }

    private static string Release(string hash, string note)
    {
        Assert.True(ArtifactHash.TryParse(hash, out ArtifactHash of));
        return ReleaseText.Format(new Release(of) { Note = note, Gates = CatalogSamples.Passing });
    }

    private static async Task AssertRefusedAsync(Func<Task> call, string error, string? parameter)
    {
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(call);
        Assert.Equal((error, parameter), (refused.Trailers[ErrorWire.ErrorTrailer], refused.Trailers[ErrorWire.ParameterTrailer]));
    }

    private static async IAsyncEnumerable<PushArtifactRequest> PartsAsync(ArtifactHead? head, byte[] content)
    {
        if (head is not null)
        {
            yield return new PushArtifactRequest { Head = head };
        }

        foreach (byte[] part in content.Chunk(100_000))
        {
            await Task.Yield();
            yield return new PushArtifactRequest { Data = ByteString.CopyFrom(part) };
        }
    }

    private Task<ChangeResponse> PushAsync(ArtifactHead? head, byte[] content, string key = AdminCalls.Key) =>
        _gateway.Grpc.ClientStreamingAsync(ModelMethods.PushArtifact, PartsAsync(head, content), AdminCalls.Call(key), TestTimeouts.Token);

    private Task<CatalogSnapshot> ReadAsync(string? key) => CatalogWire.ToCatalogAsync(
        _gateway.Grpc.ServerStreaming(ModelMethods.ReadCatalog, new ReadCatalogRequest(), AdminCalls.Call(key), TestTimeouts.Token));

    private Task<TResponse> CallAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _gateway.Grpc.UnaryAsync(method, request, AdminCalls.Call(AdminCalls.Key), TestTimeouts.Token);
}
