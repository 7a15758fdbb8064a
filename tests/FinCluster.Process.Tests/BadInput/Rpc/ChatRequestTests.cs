using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>Every field of fincluster.v1.Assistant with values that it cannot have.</summary>
[Collection(RpcBadInput.Name)]
public sealed class ChatRequestTests(BadInputServer server)
{
    private static readonly Dictionary<string, Action<ChatRequest, double>> NumberFields = new()
    {
        ["temperature"] = (request, value) => request.Sampling.Temperature = value,
        ["top_p"] = (request, value) => request.Sampling.TopP = value,
        ["min_p"] = (request, value) => request.Sampling.MinP = value,
        ["repetition_penalty"] = (request, value) => request.Sampling.RepetitionPenalty = value,
        ["frequency_penalty"] = (request, value) => request.Sampling.FrequencyPenalty = value,
        ["presence_penalty"] = (request, value) => request.Sampling.PresencePenalty = value,
        ["logit_bias"] = (request, value) => request.Sampling.LogitBias[1] = (float)value,
    };

    private static readonly Dictionary<string, Action<ChatRequest, int>> IntegerFields = new()
    {
        ["top_k"] = (request, value) => request.Sampling.TopK = value,
        ["max_tokens"] = (request, value) => request.Stop.MaxTokens = value,
        ["min_tokens"] = (request, value) => request.Stop.MinTokens = value,
        ["top_logprobs"] = (request, value) => request.TopLogprobs = value,
        ["logit_bias"] = (request, value) => request.Sampling.LogitBias[value] = 1,
        ["stop_token_ids"] = (request, value) => request.Stop.TokenIds.Add(value),
    };

    private static readonly double[] NoNumbers =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, -101];

    public static TheoryData<string, double> Numbers =>
        new(NumberFields.Keys.SelectMany(name => NoNumbers.Select(value => (name, value))));

    public static TheoryData<string, int> Integers => new(
    [
        .. IntegerFields.Keys.SelectMany(name => (IEnumerable<(string, int)>)[(name, -1), (name, int.MinValue)]),
        .. IntegerFields.Keys.Except(["top_k", "max_tokens"]).Select(name => (name, int.MaxValue)),
        ("max_tokens", 0),
        ("min_tokens", 13),
        ("top_logprobs", 21),
        ("stop_token_ids", 1_000_000),
    ]);

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task Number_OutOfRange_IsRefused(string field, double value) =>
        AssertRefusedAsync(request => NumberFields[field](request, value), ErrorCode.InvalidRequest, field);

    [Theory]
    [MemberData(nameof(Integers))]
    public Task Integer_OutOfRange_IsRefused(string field, int value) =>
        AssertRefusedAsync(request => IntegerFields[field](request, value), ErrorCode.InvalidRequest, field);

    [Theory]
    [InlineData(1_024)]
    [InlineData(int.MaxValue)]
    public Task MaxTokens_OverTheContext_AreRefused(int value) =>
        AssertRefusedAsync(request => request.Stop.MaxTokens = value, ErrorCode.ContextLengthExceeded, "max_tokens");

    [Fact]
    public Task Messages_None_AreRefused() => AssertRefusedAsync(request => request.Messages.Clear(), ErrorCode.InvalidRequest, "messages");

    [Fact]
    public Task Messages_TooMany_AreRefused() => AssertRefusedAsync(
        request => request.Messages.Add(Enumerable.Repeat(new Message { Role = Role.User }, 100_000)), ErrorCode.InvalidRequest, "messages");

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public Task Role_Unknown_IsRefused(int role) =>
        AssertRefusedAsync(request => request.Messages.Add(new Message { Role = (Role)role }), ErrorCode.InvalidRequest, "messages");

    [Theory]
    [InlineData(1_500)]
    [InlineData(1_700_000)]
    public Task Prompt_OverTheContext_IsRefused(int repetitions) => AssertRefusedAsync(
        request => request.Messages[0].Content = string.Concat(Enumerable.Repeat("什么", repetitions)), ErrorCode.ContextLengthExceeded, "messages");

    [Theory]
    [InlineData("nosuch")]
    [InlineData("模型")]
    [InlineData("\n\u0001")]
    public Task Model_Unknown_IsRefused(string model) => AssertRefusedAsync(request => request.Model = model, ErrorCode.ModelNotFound, "model");

    [Fact]
    public Task Model_WithAVeryLongName_IsRefused() =>
        AssertRefusedAsync(request => request.Model = "a" + string.Concat(Enumerable.Repeat("😀", 100_000)), ErrorCode.ModelNotFound, "model");

    [Fact]
    public async Task Stop_OutOfRange_IsRefused()
    {
        string tooLong = new('a', RequestValidator.MaxStopStringLength + 1);
        string[][] stops = [[""], ["a", ""], [tooLong], [.. Enumerable.Repeat("a", RequestValidator.MaxStopStrings + 1)]];
        foreach (string[] stop in stops)
        {
            await AssertRefusedAsync(request => request.Stop.Strings.Add(stop), ErrorCode.InvalidRequest, "stop");
        }
    }

    [Fact]
    public Task StopTokens_TooMany_AreRefused() => AssertRefusedAsync(
        request => request.Stop.TokenIds.Add(Enumerable.Repeat(1, RequestValidator.MaxStopTokens + 1)), ErrorCode.InvalidRequest, "stop_token_ids");

    [Fact]
    public Task LogitBias_OfTooManyTokens_IsRefused() => AssertRefusedAsync(
        request => request.Sampling.LogitBias.Add(Enumerable.Range(0, RequestValidator.MaxLogitBiases + 1).ToDictionary(token => token, _ => 1f)),
        ErrorCode.InvalidRequest,
        "logit_bias");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("5")]
    [InlineData("{\"type\":\"kaboom\"}")]
    [InlineData("{\"type\":\"string\",\"type\":\"number\"}")]
    [InlineData("false")]
    public Task Schema_ThatDescribesNothing_IsRefused(string schema) => AssertRefusedAsync(
        request => request.Constraint = new() { JsonSchema = schema }, ErrorCode.InvalidSchema, "response_format");

    [Theory]
    [InlineData("")]
    [InlineData("root")]
    [InlineData("root ::= root")]
    [InlineData("root ::= [")]
    [InlineData("模 ::= \"a\"")]
    public Task Grammar_ThatDescribesNothing_IsRefused(string grammar) => AssertRefusedAsync(
        request => request.Constraint = new() { Grammar = grammar }, ErrorCode.InvalidGrammar, "grammar");

    [Theory]
    [InlineData("a b", ErrorCode.InvalidRequest)]
    [InlineData("../a", ErrorCode.InvalidRequest)]
    [InlineData("会话", ErrorCode.InvalidRequest)]
    [InlineData("a\0", ErrorCode.InvalidRequest)]
    [InlineData("ses_nosuch", ErrorCode.SessionNotFound)]
    public Task Session_ThatIsNotThere_IsRefused(string id, ErrorCode code) =>
        AssertRefusedAsync(request => request.SessionId = id, code, "session");

    [Theory]
    [InlineData(65)]
    [InlineData(10_240)]
    [InlineData(1_000_000)]
    public Task Session_WithATooLongId_IsRefused(int length) =>
        AssertRefusedAsync(request => request.SessionId = new string('a', length), ErrorCode.InvalidRequest, "session");

    private Task AssertRefusedAsync(Action<ChatRequest> change, ErrorCode code, string? parameter)
    {
        ChatRequest request = Chat.Question("什么是LPR？", maxTokens: 12);
        change(request);
        return server.AssertFailsAsync(() => server.Process.Grpc.AskAsync(request), code, parameter);
    }
}
