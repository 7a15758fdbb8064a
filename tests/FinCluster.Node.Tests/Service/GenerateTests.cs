using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Node.Tests.Service;

public sealed class GenerateTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new();
    private readonly FakeInferenceEngine _other = new("other");
    private RunningNode _node = null!;

    public static TheoryData<ErrorCode> Codes => [.. Enum.GetValues<ErrorCode>()];

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_engine, _other);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Generate_Answer_ArrivesAsTheEngineGaveIt()
    {
        _engine.Script = _ => FakeScript.Of("久", "", "期📈") with
        {
            Started = new GenerationStarted(31, 12, 4), Reason = FinishReason.Length, Tail = "尾",
        };

        List<GenerationEvent> events = await _node.Channel.AnswerAsync(NodeCalls.Question());

        Assert.Equal(
            [
                new GenerationStarted(31, 12, 4),
                new GeneratedToken(new TokenId(100), "久", null),
                new GeneratedToken(new TokenId(101), "", null),
                new GeneratedToken(new TokenId(102), "期📈", null),
                new GenerationFinished(FinishReason.Length, "尾", 3),
            ],
            events);
    }

    [Fact]
    public async Task Generate_LogProbs_KeepTheirBytesAndOrder()
    {
        List<GenerationEvent> events = await _node.Channel.AnswerAsync(NodeCalls.Question() with { TopLogProbs = 2 });

        TokenLogProbs logProbs = Assert.IsType<GeneratedToken>(events[1]).LogProbs!;
        Assert.Equal("Hello"u8, logProbs.Drawn.Bytes.Span);
        Assert.Equal(-MathF.Log(2), logProbs.Drawn.LogProb);
        Assert.Equal([100, 1_100], logProbs.Top.Select(top => top.Token.Value));
    }

    [Fact]
    public async Task Generate_TwoModels_EachIsAskedForItsOwn()
    {
        await _node.Channel.AnswerAsync(NodeCalls.Question("other"));

        Assert.Empty(_engine.Calls);
        Assert.Single(_other.Calls);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Generate_EngineRefuses_StatusAndTrailersSayWhich(ErrorCode code)
    {
        _engine.Script = _ => FakeScript.Refuse(new RequestException(code, "模型 says no", "messages[0].content"));

        GrpcException status = await Assert.ThrowsAsync<GrpcException>(() => _node.Channel.AnswerAsync(NodeCalls.Question()));

        ErrorKind kind = ErrorTable.Get(code);
        Assert.Equal(((GrpcStatus)kind.GrpcStatus, "模型 says no"), (status.Status, status.Detail));
        Assert.Equal(kind.Name, status.Trailers[ErrorWire.ErrorTrailer]);
        Assert.Equal(kind.Retryable ? "true" : "false", status.Trailers[ErrorWire.RetryableTrailer]);
        Assert.Equal("messages[0].content", status.Trailers[ErrorWire.ParameterTrailer]);
    }

    [Fact]
    public async Task Generate_EngineFailsLater_ErrorComesBehindTheTokens()
    {
        _engine.Script = _ => FakeScript.Counting(5).FailAt(2, new RequestException(ErrorCode.EngineFailed, "broken"));
        var events = new List<GenerateEvent>();

        GrpcException status = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (GenerateEvent step in _node.Channel.Generate(NodeCalls.Question(), TestTimeouts.Token))
            {
                events.Add(step);
            }
        });

        Assert.Equal(3, events.Count);
        Assert.Equal(ErrorCode.EngineFailed, ErrorWire.FromStatus(status)?.Code);
        Assert.Null(status.Trailers[ErrorWire.ParameterTrailer]);
    }

    [Fact]
    public async Task Generate_EngineHasABug_TellsNothingOfItsInside()
    {
        _engine.Script = _ => FakeScript.Refuse(new InvalidOperationException("secret of the inside"));

        GrpcException status = await Assert.ThrowsAsync<GrpcException>(() => _node.Channel.AnswerAsync(NodeCalls.Question()));

        Assert.Equal(GrpcStatus.Unknown, status.Status);
        Assert.DoesNotContain("secret", status.Message, StringComparison.Ordinal);
        Assert.Null(ErrorWire.FromStatus(status));
    }

    [Fact]
    public async Task Generate_UnknownModel_IsModelNotFound()
    {
        GrpcException status = await Assert.ThrowsAsync<GrpcException>(() => _node.Channel.AnswerAsync(NodeCalls.Question("nobody")));

        Assert.Equal((GrpcStatus.NotFound, "model"), (status.Status, status.Trailers[ErrorWire.ParameterTrailer]));
        Assert.Equal(ErrorCode.ModelNotFound, ErrorWire.FromStatus(status)?.Code);
    }

    [Fact]
    public async Task Generate_CallerCancels_EngineLetsGo()
    {
        _engine.Script = _ => FakeScript.Counting(3).HangAt(1);
        using var leaving = new CancellationTokenSource();
        await using IAsyncEnumerator<GenerateEvent> events =
            _node.Channel.Generate(NodeCalls.Question(), leaving.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.True(await events.MoveNextAsync());

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await events.MoveNextAsync());
        FakeCall call = await _engine.WaitForCallAsync();
        await call.Ended.WaitAsync(TestTimeouts.Token);
        Assert.True(call.WasAbandoned);
    }

    [Fact]
    public async Task Generate_CallerStopsReading_EngineLetsGo()
    {
        _engine.Script = _ => FakeScript.Counting(3).HangAt(2);
        await foreach (GenerateEvent step in _node.Channel.Generate(NodeCalls.Question(), TestTimeouts.Token))
        {
            if (step.EventCase == GenerateEvent.EventOneofCase.Token)
            {
                break;
            }
        }

        FakeCall call = await _engine.WaitForCallAsync();
        await call.Ended.WaitAsync(TestTimeouts.Token);
        Assert.True(call.WasAbandoned);
    }

    [Fact]
    public async Task Generate_Deadline_ReachesTheEngineAndEndsTheCall()
    {
        _engine.Script = _ => FakeScript.Of("never").HangAt(0);
        var limit = TimeSpan.FromMilliseconds(300);

        GrpcException status = await Assert.ThrowsAsync<GrpcException>(
            () => _node.Channel.AnswerAsync(NodeCalls.Question() with { TimeLeft = limit }));

        Assert.Equal(GrpcStatus.DeadlineExceeded, status.Status);
        FakeCall call = await _engine.WaitForCallAsync();
        Assert.InRange(call.Request.TimeLeft!.Value, TimeSpan.FromTicks(1), limit);
        await call.Ended.WaitAsync(TestTimeouts.Token);
        Assert.True(call.WasAbandoned);
    }

    [Fact]
    public async Task Generate_NoDeadline_HasNoTimeLeft()
    {
        await _node.Channel.AnswerAsync(NodeCalls.Question());

        Assert.Null(Assert.Single(_engine.Calls).Request.TimeLeft);
    }

    [Fact]
    public async Task Generate_ManyAtOnce_EachHasItsOwnAnswer()
    {
        var together = new TaskCompletionSource();
        _engine.Script = call => FakeScript.Of(call.Request.RequestId, "!").WaitAt(1, together.Task);

        Task<List<GenerationEvent>>[] answers = [.. Enumerable.Range(0, 40).Select(
            i => _node.Channel.AnswerAsync(NodeCalls.Question() with { RequestId = $"r{i}" }))];
        await _engine.WaitForCallAsync(40);
        together.SetResult();

        List<GenerationEvent>[] events = await Task.WhenAll(answers);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"r{i}"), events.Select(answer => ((GeneratedToken)answer[1]).Text));
    }
}
