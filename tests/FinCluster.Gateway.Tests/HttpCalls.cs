using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests;

/// <summary>Calls the HTTP API with JSON as a client writes it.</summary>
internal static partial class HttpCalls
{
    /// <summary>The shortest question, with room for further fields.</summary>
    public static string Question(string moreFields = "") =>
        $$"""{"messages":[{"role":"user","content":"?"}]{{(moreFields.Length > 0 ? "," + moreFields : "")}}}""";

    /// <summary>Posts JSON; the response is whole.</summary>
    public static Task<HttpResponseMessage> PostAsync(this RunningGateway gateway, string path, string json) =>
        gateway.Http.PostAsync(new Uri(path, UriKind.Relative), Json(json), TestTimeouts.Token);

    /// <summary>Posts a chat completion; the response is whole.</summary>
    public static Task<HttpResponseMessage> ChatAsync(this RunningGateway gateway, string moreFields = "") =>
        gateway.PostAsync("/v1/chat/completions", Question(moreFields));

    /// <summary>Posts JSON and returns when the first part of the response is there.</summary>
    public static Task<HttpResponseMessage> OpenAsync(this RunningGateway gateway, string path, string json) => gateway.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(json) }, HttpCompletionOption.ResponseHeadersRead, TestTimeouts.Token);

    /// <summary>Gets a path.</summary>
    public static Task<HttpResponseMessage> GetAsync(this RunningGateway gateway, string path) =>
        gateway.Http.GetAsync(new Uri(path, UriKind.Relative), TestTimeouts.Token);

    /// <summary>Reads a body as text, with every answer's own id as "ID".</summary>
    public static async Task<string> TextAsync(this HttpResponseMessage response) =>
        AnswerId().Replace(await response.Content.ReadAsStringAsync(TestTimeouts.Token), "${prefix}ID");

    /// <summary>Reads a body as JSON.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync(TestTimeouts.Token);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Reads OpenAI's error object and checks its status.</summary>
    public static async Task<(string Code, string? Parameter, string Message)> ErrorAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        JsonElement error = (await response.JsonAsync(expected)).GetProperty("error");
        return (error.GetProperty("code").GetString()!, error.GetProperty("param").GetString(), error.GetProperty("message").GetString()!);
    }

    /// <summary>Reads the data of server-sent events until the stream ends.</summary>
    public static async IAsyncEnumerable<string> EventsAsync(this HttpResponseMessage response)
    {
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestTimeouts.Token));
        while (await lines.ReadLineAsync(TestTimeouts.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return line["data: ".Length..];
            }
        }
    }

    /// <summary>Gets the text of a chunk of a chat stream; empty when it has none.</summary>
    public static string Content(string chunk) =>
        chunk.StartsWith('{') && JsonDocument.Parse(chunk).RootElement.TryGetProperty("choices", out JsonElement choices)
        && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out JsonElement content)
            ? content.GetString()!
            : "";

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    [GeneratedRegex("(?<prefix>(chatcmpl|cmpl)-)[0-9a-f]{32}")]
    private static partial Regex AnswerId();
}
