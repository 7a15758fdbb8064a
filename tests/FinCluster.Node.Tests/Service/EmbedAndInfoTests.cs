using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Node.Service;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using EmbedResponse = FinCluster.Contracts.Node.V1.EmbedResponse;

namespace FinCluster.Node.Tests.Service;

public sealed class EmbedAndInfoTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new(parallelSequences: 3)
    {
        Statistics = new EngineStatistics
        {
            RunningRequests = 1,
            QueuedRequests = 2,
            QueuedPromptTokens = 3,
            KvCellsUsed = 4,
            KvCellsPinned = 2,
            KvCellsTotal = 5,
            PrefilledTokens = 6,
            CachedTokens = 7,
            GeneratedTokens = 8,
            DecodeCalls = 9,
            DecodeTime = TimeSpan.FromSeconds(1.5),
            BusyTime = TimeSpan.FromSeconds(2.5),
            LoopAllocatedBytes = 12,
        },
    };

    private readonly FakeInferenceEngine _other = new("other");
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_engine, _other);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Embed_TextsAndTokens_GiveTheEnginesVectors()
    {
        EmbeddingResult result = await EmbedAsync(new EmbeddingRequest("fake", [new TextPrompt("久期"), new TokenPrompt([new(5)])]));

        Assert.Equal(4, result.PromptTokens);
        Assert.Equal([[0, 0.5f, -0.25f], [1, 0.5f, -0.25f]], result.Vectors.Select(vector => vector.ToArray()));
        EmbeddingRequest received = Assert.Single(_engine.EmbeddingRequests);
        Assert.Equal("久期", Assert.IsType<TextPrompt>(received.Inputs[0]).Text);
        Assert.Equal([new TokenId(5)], Assert.IsType<TokenPrompt>(received.Inputs[1]).Tokens);
    }

    [Fact]
    public async Task Embed_EngineRefuses_StatusSaysWhy()
    {
        _engine.Embed = (_, _) => throw new RequestException(ErrorCode.Overloaded, "too many", "input");

        GrpcException status = await Assert.ThrowsAsync<GrpcException>(() => EmbedAsync(new EmbeddingRequest("fake", [new TextPrompt("a")])));

        Assert.Equal(GrpcStatus.ResourceExhausted, status.Status);
        Assert.Equal(ErrorCode.Overloaded, ErrorWire.FromStatus(status)?.Code);
    }

    [Fact]
    public async Task Embed_CallerCancels_EngineIsTold()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.Embed = async (_, cancellationToken) =>
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(told.SetResult);
            asked.SetResult();
            await told.Task;
            throw new OperationCanceledException(cancellationToken);
        };
        using var leaving = new CancellationTokenSource();
        Task<EmbedResponse> call = _node.Channel.UnaryAsync(
            NodeMethods.Embed, NodeWire.ToProto(new EmbeddingRequest("fake", [new TextPrompt("a")])), GrpcCallOptions.Default, leaving.Token);
        await asked.Task.WaitAsync(TestTimeouts.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await told.Task.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task GetInfo_TwoEngines_ListsModelsAndCounters()
    {
        GetInfoResponse info = await _node.Channel.UnaryAsync(
            NodeMethods.GetInfo, new GetInfoRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

        Assert.Equal(["fake", "other"], info.Replicas.Select(replica => replica.Model.Name).Order(StringComparer.Ordinal));
        ReplicaStatus replica = info.Replicas.Single(replica => replica.Model.Name == "fake");
        Assert.Equal(_engine.Model, ClusterWire.ToCore(replica.Model));
        Assert.Equal(
            new Statistics
            {
                RunningRequests = 1, QueuedRequests = 2, QueuedPromptTokens = 3, KvCellsUsed = 4, KvCellsTotal = 5, PrefilledTokens = 6, CachedTokens = 7,
                GeneratedTokens = 8, DecodeCalls = 9, DecodeSeconds = 1.5, BusySeconds = 2.5, LoopAllocatedBytes = 12, KvCellsPinned = 2,
            },
            replica.Statistics);
    }

    [Fact]
    public async Task Health_RunningNode_Serves()
    {
        Assert.Equal(GrpcServingStatus.Serving, await GrpcHealthClient.CheckAsync(_node.Channel, "", TestTimeouts.Token));
        Assert.Equal(GrpcServingStatus.ServiceUnknown, await GrpcHealthClient.CheckAsync(_node.Channel, "nobody", TestTimeouts.Token));
    }

    [Fact]
    public void ReplicaSet_TwoEnginesOfOneName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ReplicaSet([new FakeInferenceEngine(), new FakeInferenceEngine()]));

    private async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request) => NodeWire.ToCore(await _node.Channel.UnaryAsync(
        NodeMethods.Embed, NodeWire.ToProto(request), GrpcCallOptions.Default, TestTimeouts.Token));
}
