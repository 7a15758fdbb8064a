using System.Globalization;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Fields of chat completions that are missing, of another type, or ask for what there is not.</summary>
[Collection(HttpBadInput.Name)]
public sealed class ChatFieldTests(BadInputServer server)
{
    [Theory]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":null}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":"你好"}""", "messages")]
    [InlineData("""{"messages":[null]}""", "messages[0]")]
    [InlineData("""{"messages":["你好"]}""", "messages[0]")]
    [InlineData("""{"messages":[[]]}""", "messages[0]")]
    [InlineData("""{"messages":[{}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"content":"你好"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":1,"content":"你好"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"USER","content":"你好"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":"你好"},{"role":"robot","content":""}]}""", "messages[1].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":null}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":1}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":{}}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":["你好"]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content.text")]
    public Task Messages_ThatAreNone_AreRefused(string body, string parameter) =>
        server.AssertRefusesAsync(BadInputServer.ChatPath, body, ErrorCode.InvalidRequest, parameter);

    [Theory]
    [InlineData("""{"messages":[{"role":"tool","content":""}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":""}],"tools":[{}]}""", "tools")]
    [InlineData("""{"messages":[{"role":"user","content":""}],"modalities":["audio"]}""", "modalities")]
    public Task Feature_ThatIsNotThere_IsRefused(string body, string parameter) =>
        server.AssertRefusesAsync(BadInputServer.ChatPath, body, ErrorCode.Unsupported, parameter);

    [Theory]
    [InlineData("\"model\":1", "model")]
    [InlineData("\"model\":[]", "model")]
    [InlineData("\"stream\":1", "stream")]
    [InlineData("\"stream\":\"true\"", "stream")]
    [InlineData("\"stream_options\":1", "stream_options")]
    [InlineData("\"stream_options\":{}", "stream_options")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":1}", "stream_options.include_usage")]
    [InlineData("\"logprobs\":1", "logprobs")]
    [InlineData("\"top_logprobs\":1", "top_logprobs")]
    [InlineData("\"ignore_eos\":0", "ignore_eos")]
    [InlineData("\"include_stop_str_in_output\":\"no\"", "include_stop_str_in_output")]
    [InlineData("\"truncation\":true", "truncation")]
    [InlineData("\"truncation\":\"some\"", "truncation")]
    [InlineData("\"stop\":1", "stop")]
    [InlineData("\"stop\":{}", "stop")]
    [InlineData("\"stop\":\"\"", "stop")]
    [InlineData("\"stop\":[null]", "stop")]
    [InlineData("\"stop\":[\"a\",1]", "stop")]
    [InlineData("\"response_format\":1", "response_format")]
    [InlineData("\"response_format\":{}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":1}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":[]}", "response_format.json_schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}", "response_format.json_schema.schema")]
    [InlineData("\"grammar\":1", "grammar")]
    [InlineData("\"grammar\":\"root ::= \\\"a\\\"\",\"response_format\":{\"type\":\"json_object\"}", "grammar")]
    [InlineData("\"session\":1", "session")]
    [InlineData("\"session\":{}", "session.id")]
    [InlineData("\"session\":{\"id\":1}", "session.id")]
    [InlineData("\"session\":\"ses_1\",\"n\":2", "n")]
    public Task Field_OfAnotherType_IsRefused(string field, string parameter) => AssertRefusedAsync(field, ErrorCode.InvalidRequest, parameter);

    [Fact]
    public Task Stop_WithTooManyStrings_IsRefused() => AssertRefusedAsync(
        $"\"stop\":[{Repeat("\"a\"", RequestValidator.MaxStopStrings + 1)}]", ErrorCode.InvalidRequest, "stop");

    [Fact]
    public Task Stop_WithATooLongString_IsRefused() => AssertRefusedAsync(
        $"\"stop\":\"{new string('a', RequestValidator.MaxStopStringLength + 1)}\"", ErrorCode.InvalidRequest, "stop");

    [Fact]
    public Task StopTokens_TooMany_AreRefused() => AssertRefusedAsync(
        $"\"stop_token_ids\":[{Repeat("1", RequestValidator.MaxStopTokens + 1)}]", ErrorCode.InvalidRequest, "stop_token_ids");

    [Fact]
    public Task LogitBias_OfTooManyTokens_IsRefused()
    {
        IEnumerable<string> biases = Enumerable.Range(0, RequestValidator.MaxLogitBiases + 1)
            .Select(token => string.Create(CultureInfo.InvariantCulture, $"\"{token}\":1"));

        return AssertRefusedAsync($"\"logit_bias\":{{{string.Join(',', biases)}}}", ErrorCode.InvalidRequest, "logit_bias");
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("FINLITE-STARTER")]
    [InlineData("finlite-central ")]
    [InlineData("模型")]
    [InlineData("../../etc/passwd")]
    [InlineData("\\u0000\\n\\u001b[31m")]
    public Task Model_Unknown_IsRefused(string model) => AssertRefusedAsync($"\"model\":\"{model}\"", ErrorCode.ModelNotFound, "model");

    [Fact]
    public async Task Model_WithAVeryLongName_IsRefusedInFewWords()
    {
        HttpAnswer answer = await server.PostAsync(
            BadInputServer.ChatPath, $"{{\"model\":\"{new string('x', 1_000_000)}\",{BadInputServer.Question}}}");

        answer.AssertError(ErrorCode.ModelNotFound, "model");
        Assert.InRange(answer.Body.Length, 1, 1_000);
        await server.AssertStillServesAsync();
    }

    private static string Repeat(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));

    private Task AssertRefusedAsync(string field, ErrorCode code, string parameter) =>
        server.AssertRefusesAsync(BadInputServer.ChatPath, $"{{{field},{BadInputServer.Question}}}", code, parameter);
}
