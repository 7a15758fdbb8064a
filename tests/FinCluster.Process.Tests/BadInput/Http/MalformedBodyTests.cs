using System.Text;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Bodies that are no JSON, no object, or no Unicode.</summary>
[Collection(HttpBadInput.Name)]
public sealed class MalformedBodyTests(BadInputServer server)
{
    private static readonly string[] Paths = [BadInputServer.ChatPath, "/v1/completions", "/v1/embeddings", "/v1/sessions"];

    /// <summary>Gets bodies that end somewhere, go on behind their end, or have another grammar than JSON.</summary>
    public static TheoryData<string> NoJson =>
    [
        "", " \r\n\t", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":1}x",
        "{\"a\":1}{}", "{}\0", "{/*a*/}", "{\"a\":nul}", "{\"a\":True}", "{\"a\":undefined}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}",
        "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":0x10}", "{\"a\":--1}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}", "{\"a\":[1,]}", "{\"a\":[}", "<a/>", "a=1", "GGUF",
    ];

    public static TheoryData<string> NoObject => ["null", "true", "1", "\"text\"", "[]", "[{}]"];

    /// <summary>Gets parts of bodies with what is no Unicode, byte for character, and where it is.</summary>
    public static TheoryData<string, string, string> NoUnicode => new()
    {
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\xff\xfe\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\xe4\xbb\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\xc0\xaf\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\xed\xa0\x80\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":\"\\udc00\\ud800\"}]", "messages[0].content" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\\ud83d\"}]}]", "messages[0].content.text" },
        { BadInputServer.ChatPath, "\"messages\":[{\"role\":\"\xff\",\"content\":\"\"}]", "messages[0].role" },
        { BadInputServer.ChatPath, "\"messages\":[{\"\\ud800\":1,\"role\":\"user\",\"content\":\"\"}]", "body" },
        { BadInputServer.ChatPath, "\"messages\":[],\"\\ud800\":1", "body" },
        { BadInputServer.ChatPath, "\"messages\":[],\"\\udfff and much more behind it\":1", "body" },
        { BadInputServer.ChatPath, "\"messages\":[],\"\xff\":1", "body" },
        { BadInputServer.ChatPath, "\"model\":\"\xff\"", "model" },
        { BadInputServer.ChatPath, Good + "\"stop\":\"\\ud800\"", "stop" },
        { BadInputServer.ChatPath, Good + "\"stop\":[\"a\",\"\xff\"]", "stop" },
        { BadInputServer.ChatPath, Good + "\"grammar\":\"\\ud800\"", "grammar" },
        { BadInputServer.ChatPath, Good + "\"session\":\"\\ud800\"", "session" },
        { BadInputServer.ChatPath, Good + "\"logit_bias\":{\"\\ud800\":1}", "body" },
        { BadInputServer.ChatPath, Good + "\"logit_bias\":{\"\xff\":1}", "logit_bias" },
        { BadInputServer.ChatPath, Good + Schema + "{\"title\":\"\xff\"}}}", "response_format.json_schema.schema" },
        { BadInputServer.ChatPath, Good + Schema + "{\"properties\":{\"\xff\":{}}}}}", "response_format.json_schema.schema" },
        { BadInputServer.ChatPath, Good + "\"response_format\":{\"\\ud800\":1,\"type\":\"text\"}", "body" },
        { "/v1/completions", "\"prompt\":\"\xff\"", "prompt" },
        { "/v1/completions", "\"prompt\":[\"a\",\"\\ud800\"]", "prompt" },
        { "/v1/embeddings", "\"input\":\"\xff\"", "input" },
        { "/v1/embeddings", "\"input\":[\"a\",\"\\udc00\"]", "input" },
        { "/v1/sessions", "\"model\":\"\\ud800\"", "model" },
        { "/v1/sessions", "\"messages\":[{\"role\":\"user\",\"content\":\"\xff\"}]", "messages[0].content" },
    };

    private static string Good => "\"messages\":[{\"role\":\"user\",\"content\":\"LPR\"}],";

    private static string Schema => "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":";

    [Theory]
    [MemberData(nameof(NoJson))]
    public Task Body_ThatIsNoJson_IsRefused(string body) => AssertRefusedEverywhereAsync(Encoding.UTF8.GetBytes(body));

    [Theory]
    [MemberData(nameof(NoObject))]
    public Task Body_ThatIsNoObject_IsRefused(string body) => AssertRefusedEverywhereAsync(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public Task Body_InAnotherEncoding_IsRefused(string encoding) =>
        AssertRefusedEverywhereAsync(Encoding.GetEncoding(encoding).GetBytes($"{{{BadInputServer.Question}}}"));

    [Theory]
    [InlineData("{\"model\":\"a\",\"model\":\"b\"}")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"\"}]}")]
    [InlineData("{\"a\":{\"b\":1,\"\\u0062\":2}}")]
    public Task Body_WithTwoFieldsOfOneName_IsRefused(string body) => AssertRefusedEverywhereAsync(Encoding.UTF8.GetBytes(body));

    [Theory]
    [MemberData(nameof(NoUnicode))]
    public Task Text_ThatIsNoUnicode_IsRefused(string path, string fields, string parameter) =>
        server.AssertRefusesAsync(path, Encoding.Latin1.GetBytes($"{{{fields}}}"), ErrorCode.InvalidRequest, parameter);

    private async Task AssertRefusedEverywhereAsync(byte[] body)
    {
        foreach (string path in Paths)
        {
            (await server.PostAsync(path, body)).AssertError(ErrorCode.InvalidRequest, "body");
        }

        await server.AssertStillServesAsync();
    }
}
