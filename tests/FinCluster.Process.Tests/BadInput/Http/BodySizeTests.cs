using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Bodies that are larger, longer or deeper than anything that could be answered.</summary>
[Collection(HttpBadInput.Name)]
public sealed class BodySizeTests(BadInputServer server)
{
    private const string Chat = BadInputServer.ChatPath;
    private const int TenMegabytes = 10_000_000;

    [Theory]
    [InlineData(Chat, "{\"messages\":[{\"role\":\"user\",\"content\":\"§\"}]}", "messages")]
    [InlineData(Chat, "{\"truncation\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"§\"}]}", "messages")]
    [InlineData(Chat, "{\"truncation\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"§\"},{\"role\":\"system\",\"content\":\"§\"}]}", "messages")]
    [InlineData("/v1/completions", "{\"prompt\":\"§\"}", "prompt")]
    [InlineData("/v1/completions", "{\"prompt\":[\"a\",\"§\"]}", "prompt")]
    [InlineData("/v1/embeddings", "{\"input\":[\"a\",\"§\"]}", "input")]
    public async Task Prompt_OverTheContext_IsRefused(string path, string body, string parameter)
    {
        foreach (string text in (string[])[Repeat("股票", 1_500), Repeat("什么", TenMegabytes / 6), new string('x', TenMegabytes)])
        {
            string whole = body.Replace("§", text, StringComparison.Ordinal);
            (await server.PostAsync(path, whole)).AssertError(ErrorCode.ContextLengthExceeded, parameter);
        }

        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("/v1/completions", "{\"prompt\":[§]}", "prompt")]
    [InlineData("/v1/embeddings", "{\"input\":[[1],[§]]}", "input")]
    public Task Tokens_OverTheContext_AreRefused(string path, string body, string parameter) => server.AssertRefusesAsync(
        path, body.Replace("§", RepeatList("1", 1_000_000), StringComparison.Ordinal), ErrorCode.ContextLengthExceeded, parameter);

    [Fact]
    public Task ControlTexts_Many_AreRefused() => server.AssertRefusesAsync(
        "/v1/completions", $"{{\"prompt\":\"{Repeat("<|im_start|>", 500_000)}\"}}", ErrorCode.ContextLengthExceeded, "prompt");

    [Fact]
    public Task Messages_TooMany_AreRefused() => server.AssertRefusesAsync(
        Chat, $"{{\"messages\":[{RepeatList("{\"role\":\"user\",\"content\":\"\"}", 100_000)}]}}", ErrorCode.InvalidRequest, "messages");

    [Fact]
    public Task MessagesOfASession_TooMany_AreRefused() => server.AssertRefusesAsync(
        "/v1/sessions", $"{{\"messages\":[{RepeatList("{\"role\":\"user\",\"content\":\"\"}", RequestValidator.MaxMessages + 1)}]}}",
        ErrorCode.InvalidRequest, "messages");

    [Fact]
    public Task Inputs_TooMany_AreRefused() => server.AssertRefusesAsync(
        "/v1/embeddings", $"{{\"input\":[{RepeatList("\"a\"", RequestValidator.MaxEmbeddingInputs + 1)}]}}", ErrorCode.InvalidRequest, "input");

    [Theory]
    [InlineData("[", "")]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "")]
    [InlineData("{\"messages\":[", "]}")]
    public async Task Body_NestedTooDeep_IsRefused(string open, string close)
    {
        string deep = Repeat(open, 100_000) + Repeat(close, 100_000);
        foreach (string body in (string[])[deep, $"{{\"metadata\":{deep},{BadInputServer.Question}}}"])
        {
            (await server.PostAsync(Chat, body)).AssertError(ErrorCode.InvalidRequest, "body");
        }

        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData("/v1/completions")]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/sessions")]
    public async Task Body_OverTheLimit_IsRefusedWhetherItsLengthIsToldOrNot(string path)
    {
        byte[] body = Encoding.ASCII.GetBytes($"{{\"messages\":[{{\"role\":\"user\",\"content\":\"{new string('x', 33 * 1024 * 1024)}\"}}]}}");

        (await server.PostAsync(path, body)).AssertError(ErrorCode.RequestTooLarge, "body");
        (await SendInChunksAsync(path, body)).AssertError(ErrorCode.RequestTooLarge, "body");
        await server.AssertStillServesAsync();
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string RepeatList(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));

    private Task<HttpAnswer> SendInChunksAsync(string path, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        return server.SendAsync(request);
    }
}
