using System.Net.Http.Headers;
using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Testing;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>What a server answered to one HTTP request.</summary>
public sealed record HttpAnswer(int Status, string Body, string? ContentType, HttpResponseHeaders Headers, IReadOnlyCollection<string> Allow)
{
    private static readonly string[] ErrorFields = ["code", "message", "param", "type"];

    /// <summary>Gets the text of a chat completion.</summary>
    public string ChatText
    {
        get
        {
            Assert.True(Status == 200, ToString());
            return Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        }
    }

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(TestTimeouts.Token),
        response.Content.Headers.ContentType?.MediaType,
        response.Headers,
        [.. response.Content.Headers.Allow]);

    /// <summary>Asserts that it is OpenAI's error object, with everything that the error table says.</summary>
    public void AssertError(ErrorCode code, string? parameter)
    {
        ErrorKind kind = ErrorTable.Get(code);
        Assert.True(Status == kind.HttpStatus, ToString());
        Assert.Equal("application/json", ContentType);
        JsonProperty whole = Assert.Single(Json.EnumerateObject());
        Assert.Equal("error", whole.Name);
        Assert.Equal(ErrorFields, whole.Value.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            (kind.Name, parameter, kind.OpenAiType),
            (whole.Value.GetProperty("code").GetString(), whole.Value.GetProperty("param").GetString(), whole.Value.GetProperty("type").GetString()));
        Assert.NotEmpty(whole.Value.GetProperty("message").GetString()!);
        Assert.Equal(kind.Retryable, Headers.RetryAfter is not null);
    }

    public override string ToString() => $"{Status} {Body}";
}
