using FinCluster.Cluster.Local;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Node.Fleet;
using FinCluster.Node.Supervision;
using FinCluster.Node.Tests.Supervision;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodeReport = FinCluster.Contracts.Node.V1.NodeReport;

namespace FinCluster.Node.Tests.Replicas;

/// <summary>Loads and unloads over gRPC, and looks who is told.</summary>
public sealed class ReplicaCallsTests : IAsyncLifetime
{
    private readonly ReplicaFixture _fixture = new();
    private readonly LocalFleet _fleet = new();
    private readonly FakeInferenceEngine _static = new("static");
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(
        _fixture.NewManager([_static], files: ["a", "b"]),
        services =>
        {
            services.AddSingleton<IFleet>(_fleet);
            services.AddNodeRegistration(new NodeIdentity(new NodeId("n"), AdvertisedAddress: null, NodeTier.Central));
        });

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task LoadAndUnload_FleetAndWatchersAreTold()
    {
        await using IAsyncEnumerator<NodeReport> reports = _node.Channel
            .ServerStreaming(NodeMethods.Watch, new WatchRequest(), GrpcCallOptions.Default, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        await using IAsyncEnumerator<ReplicaList> lists = _node.Channel
            .ServerStreaming(NodeMethods.WatchReplicas, new WatchReplicasRequest(), GrpcCallOptions.Default, TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await lists.MoveNextAsync());

        LoadReplicaResponse loaded = await LoadAsync(FakeReplicaLoader.Spec("fin+x", "a"));
        FleetNode with = await WaitForFleetAsync("fin+x", "static");
        await ReadUntilAsync(reports, report => report.Replicas.Select(replica => replica.Model).SequenceEqual(["static", "fin+x"]));
        await ReadUntilAsync(lists, list => list.Replicas.Select(model => model.Name).SequenceEqual(["fin+x", "static"]));
        await UnloadAsync("fin+x");
        await WaitForFleetAsync("static");
        await ReadUntilAsync(reports, report => report.Replicas.Select(replica => replica.Model).SequenceEqual(["static"]));
        await ReadUntilAsync(lists, list => list.Replicas.Count == 1);

        ModelInfo announced = with.Models[0];
        Assert.Equal(ClusterWire.ToCore(loaded.Model).AdapterStack, announced.AdapterStack);
        Assert.Equal([new AdapterInfo("a", FakeReplicaLoader.Hash("a").Value, 1)], announced.AdapterStack);
        Assert.Equal(FakeReplicaLoader.Hash("base").Value, announced.ContentHash);
    }

    [Fact]
    public async Task Supervisor_ReplicaComesAndGoes_TellsTheFleet()
    {
        var fleet = new LocalFleet();
        using var supervisor = new NodeSupervisor(
            SupervisedScript.Options($"{SupervisedScript.Ready(_node)}; exec sleep 1000"), fleet, TimeProvider.System, NullLogger<NodeSupervisor>.Instance);
        await supervisor.StartAsync(TestTimeouts.Token);

        await LoadAsync(FakeReplicaLoader.Spec("fin+x", "a"));
        await WaitForFleetAsync(fleet, "fin+x", "static");
        await UnloadAsync("fin+x");
        await WaitForFleetAsync(fleet, "static");

        await supervisor.StopAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Generate_ReplicasOfOneBase_EachAnswersItsOwn()
    {
        await LoadAsync(FakeReplicaLoader.Spec("fin+x", "a"));
        await LoadAsync(FakeReplicaLoader.Spec("fin+y", "b"));

        foreach (string model in (string[])["fin+x", "fin+y", "fin+x"])
        {
            List<GenerationEvent> events = await _node.Channel.AnswerAsync(NodeCalls.Question(model));
            Assert.Equal(model, Assert.Single(events.OfType<GeneratedToken>()).Text);
        }
    }

    [Fact]
    public async Task Unload_WhileItStreams_LetsTheAnswerEndAndRefusesNewOnes()
    {
        var gate = new TaskCompletionSource();
        _fixture.Loader.Script = _ => FakeScript.Of("one", "two").WaitAt(1, gate.Task);
        await LoadAsync(FakeReplicaLoader.Spec("fin", "a"));
        await using IAsyncEnumerator<GenerateEvent> answer =
            _node.Channel.Generate(NodeCalls.Question("fin"), TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await answer.MoveNextAsync());

        Task unloading = UnloadAsync("fin", drain: TestTimeouts.Default);
        await WaitForFleetAsync("static");
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(() => _node.Channel.AnswerAsync(NodeCalls.Question("fin")));
        bool early = unloading.IsCompleted;
        gate.SetResult();
        int tokens = 0;
        while (await answer.MoveNextAsync())
        {
            tokens += answer.Current.EventCase == GenerateEvent.EventOneofCase.Token ? 1 : 0;
        }

        await unloading;
        Assert.Equal(ErrorCode.ShuttingDown, ErrorWire.FromStatus(refused)!.Code);
        Assert.False(early);
        Assert.Equal(2, tokens);
        Assert.True(_fixture.Loader.Engine("fin").IsDisposed);
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("white space", "name")]
    [InlineData("中文", "name")]
    public async Task Load_BadName_IsRefused(string name, string field)
    {
        LoadReplicaRequest request = ReplicaWire.ToProto(FakeReplicaLoader.Spec("fin", "a"));
        request.Name = name;

        await AssertRefusedAsync(request, ErrorCode.InvalidRequest, field);
    }

    public static TheoryData<string, string> BadFields => new()
    {
        { "no base", "base.sha256" },
        { "bad hash", "adapters[0].sha256" },
        { "scale", "adapters[0].scale" },
        { "nan", "adapters[0].scale" },
        { "source", "base.sources" },
        { "size", "base.size" },
        { "twice", "adapters" },
        { "sequences", "parallel_sequences" },
        { "context", "context_length" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Load_BadField_IsNamed(string what, string field)
    {
        LoadReplicaRequest request = ReplicaWire.ToProto(FakeReplicaLoader.Spec("fin", "a"));
        switch (what)
        {
            case "no base":
                request.Base = null;
                break;
            case "bad hash":
                request.Adapters[0].File.Sha256 = "ABC";
                break;
            case "scale":
                request.Adapters[0].Scale = 11;
                break;
            case "nan":
                request.Adapters[0].Scale = float.NaN;
                break;
            case "source":
                request.Base.Sources.Add("file:///etc/passwd");
                break;
            case "size":
                request.Base.Size = -1;
                break;
            case "twice":
                request.Adapters.Add(request.Adapters[0]);
                break;
            case "sequences":
                request.ParallelSequences = 257;
                break;
            default:
                request.ContextLength = 1 << 30;
                break;
        }

        await AssertRefusedAsync(request, ErrorCode.InvalidRequest, field);
    }

    [Fact]
    public async Task GetInfo_ReplicaThatDidNotLoadAgain_IsAProblem()
    {
        using var fixture = new ReplicaFixture();
        using (Node.Replicas.ReplicaManager before = fixture.NewManager(files: ["a"]))
        {
            await before.LoadAsync(FakeReplicaLoader.Spec("fin", "a"), TestTimeouts.Token);
        }

        Node.Replicas.ReplicaManager after = fixture.NewManager([new FakeInferenceEngine("static")]);
        await after.RestoreAsync(TestTimeouts.Token);
        await using RunningNode node = await RunningNode.StartAsync(after);

        GetInfoResponse info = await node.Channel.UnaryAsync(NodeMethods.GetInfo, new GetInfoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

        ReplicaProblem problem = Assert.Single(info.Problems);
        Assert.Equal(("fin", "artifact_unavailable"), (problem.Name, problem.Error));
    }

    private async Task AssertRefusedAsync(LoadReplicaRequest request, ErrorCode code, string field)
    {
        GrpcException status = await Assert.ThrowsAsync<GrpcException>(
            () => _node.Channel.UnaryAsync(NodeMethods.LoadReplica, request, GrpcCallOptions.Default, TestTimeouts.Token));
        RequestException error = ErrorWire.FromStatus(status)!;
        Assert.Equal((code, field), (error.Code, error.Parameter));
        Assert.Empty(_fixture.Loader.Loads);
    }

    private Task<LoadReplicaResponse> LoadAsync(ReplicaSpec spec) =>
        _node.Channel.UnaryAsync(NodeMethods.LoadReplica, ReplicaWire.ToProto(spec), GrpcCallOptions.Default, TestTimeouts.Token);

    private Task<UnloadReplicaResponse> UnloadAsync(string name, TimeSpan drain = default) => _node.Channel.UnaryAsync(
        NodeMethods.UnloadReplica,
        new UnloadReplicaRequest { Name = name, DrainMs = (long)drain.TotalMilliseconds },
        GrpcCallOptions.Default,
        TestTimeouts.Token);

    private Task<FleetNode> WaitForFleetAsync(params string[] models) => WaitForFleetAsync(_fleet, models);

    private static async Task<FleetNode> WaitForFleetAsync(LocalFleet fleet, params string[] models)
    {
        FleetSnapshot snapshot = fleet.Current;
        while (snapshot.Nodes.IsEmpty || !snapshot.Nodes[0].Models.Select(model => model.Name).SequenceEqual(models))
        {
            snapshot = await fleet.WaitForChangeAsync(snapshot.Version, TestTimeouts.Token);
        }

        return snapshot.Nodes[0];
    }

    private static async Task ReadUntilAsync<T>(IAsyncEnumerator<T> stream, Func<T, bool> wanted)
    {
        do
        {
            Assert.True(await stream.MoveNextAsync());
        }
        while (!wanted(stream.Current));
    }
}
