using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using OutputConstraint = FinCluster.Core.Engine.OutputConstraint;
using Prompt = FinCluster.Core.Engine.Prompt;

namespace FinCluster.Node.Tests.Service;

public sealed class RequestMappingTests : IAsyncLifetime
{
    private readonly FakeInferenceEngine _engine = new();
    private RunningNode _node = null!;

    public static TheoryData<OutputConstraint> Constraints =>
        [new GrammarConstraint("root ::= \"是\""), new JsonSchemaConstraint("""{"type":"object"}"""), new JsonObjectConstraint()];

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_engine);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Generate_Defaults_ReachTheEngineAsDefaults()
    {
        GenerationRequest received = await ExchangeAsync(NodeCalls.Question());

        AssertSame(new SamplingOptions(), received.Sampling);
        AssertSame(new StopConditions(), received.Stop);
        Assert.Equal(("r", "fake", "", (int?)null), (received.RequestId, received.Model, received.CacheSalt, received.TopLogProbs));
        Assert.Empty(received.ResumeFrom);
        Assert.Null(received.Constraint);
    }

    [Fact]
    public async Task Generate_EveryField_ReachesTheEngine()
    {
        var sampling = new SamplingOptions
        {
            Temperature = 0, TopK = 3, TopP = 0.25, MinP = 0.125, RepetitionPenalty = 1.5, FrequencyPenalty = -2, PresencePenalty = 1,
            LogitBias = new Dictionary<TokenId, float> { [new(0)] = -100, [new(7)] = 0.5f }, Seed = ulong.MaxValue,
        };
        var stop = new StopConditions
        {
            MaxTokens = 9, MinTokens = 2, IgnoreEndOfSequence = true, StopStrings = ["。", "\n\n"], StopTokens = [new(1), new(2)], IncludeStopString = true,
        };
        GenerationRequest request = NodeCalls.Question() with
        {
            RequestId = "gen_ü", Sampling = sampling, Stop = stop, TopLogProbs = 0, CacheSalt = "tenant", ResumeFrom = [new(100), new(101)],
        };

        GenerationRequest received = await ExchangeAsync(request);

        AssertSame(sampling, received.Sampling);
        AssertSame(stop, received.Stop);
        Assert.Equal(("gen_ü", "tenant", 0), (received.RequestId, received.CacheSalt, received.TopLogProbs));
        Assert.Equal(request.ResumeFrom, received.ResumeFrom);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_ChatPrompt_ReachesTheEngine(bool drop)
    {
        ChatMessage[] messages = [new(ChatRole.System, "规则"), new(ChatRole.User, "a\0b"), new(ChatRole.Assistant, ""), new(ChatRole.User, "?")];

        var prompt = Assert.IsType<ChatPrompt>((await ExchangeAsync(With(new ChatPrompt(messages, drop)))).Prompt);

        Assert.Equal(drop, prompt.DropOldestTurns);
        Assert.Equal(messages, prompt.Messages);
    }

    [Theory]
    [InlineData("久期\u0000", true)]
    [InlineData("", false)]
    public async Task Generate_TextPrompt_ReachesTheEngine(string text, bool parse) =>
        Assert.Equal(new TextPrompt(text, parse), (await ExchangeAsync(With(new TextPrompt(text, parse)))).Prompt);

    [Fact]
    public async Task Generate_TokenPrompt_ReachesTheEngine()
    {
        var prompt = Assert.IsType<TokenPrompt>((await ExchangeAsync(With(new TokenPrompt([new(0), new(int.MaxValue)])))).Prompt);

        Assert.Equal([new TokenId(0), new TokenId(int.MaxValue)], prompt.Tokens);
    }

    [Theory]
    [MemberData(nameof(Constraints))]
    public async Task Generate_Constraint_ReachesTheEngine(OutputConstraint constraint) =>
        Assert.Equal(constraint, (await ExchangeAsync(NodeCalls.Question() with { Constraint = constraint })).Constraint);

    [Fact]
    public async Task Generate_NoPrompt_NamesTheField() =>
        await AssertInvalidAsync(new GenerateRequest { RequestId = "r", Model = "fake" }, "prompt");

    [Fact]
    public async Task Generate_MessageOfNoRole_NamesTheField()
    {
        GenerateRequest request = NodeWire.ToProto(NodeCalls.Question());
        request.Prompt.Chat.Messages.Add(new Message { Role = (Role)9, Content = "?" });

        await AssertInvalidAsync(request, "messages");
    }

    private static GenerationRequest With(Prompt prompt) => NodeCalls.Question() with { Prompt = prompt };

    private static void AssertSame(SamplingOptions expected, SamplingOptions actual)
    {
        Assert.Equal(expected.LogitBias, actual.LogitBias);
        Assert.Equal(expected with { LogitBias = actual.LogitBias }, actual);
    }

    private static void AssertSame(StopConditions expected, StopConditions actual)
    {
        Assert.Equal(expected.StopStrings, actual.StopStrings);
        Assert.Equal(expected.StopTokens, actual.StopTokens);
        Assert.Equal(expected with { StopStrings = actual.StopStrings, StopTokens = actual.StopTokens }, actual);
    }

    private async Task<GenerationRequest> ExchangeAsync(GenerationRequest request)
    {
        _engine.Script = _ => FakeScript.Of("a", "b", "c");
        await _node.Channel.AnswerAsync(request);
        return Assert.Single(_engine.Calls).Request;
    }

    private async Task AssertInvalidAsync(GenerateRequest request, string parameter)
    {
        GrpcException status = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            await foreach (GenerateEvent _ in _node.Channel.ServerStreaming(NodeMethods.Generate, request, GrpcCallOptions.Default, TestTimeouts.Token))
            {
            }
        });

        Assert.Equal((GrpcStatus.InvalidArgument, parameter), (status.Status, ErrorWire.FromStatus(status)?.Parameter));
        Assert.Equal(ErrorCode.InvalidRequest, ErrorWire.FromStatus(status)?.Code);
        Assert.Empty(_engine.Calls);
    }
}
