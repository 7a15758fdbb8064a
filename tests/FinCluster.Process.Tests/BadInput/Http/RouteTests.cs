using System.Text;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Paths that do not exist, methods that a path does not take, bodies of another type.</summary>
[Collection(HttpBadInput.Name)]
public sealed class RouteTests(BadInputServer server)
{
    [Theory]
    [InlineData("GET", "/v1/chat/completions", "POST")]
    [InlineData("PUT", "/v1/chat/completions", "POST")]
    [InlineData("OPTIONS", "/v1/chat/completions", "POST")]
    [InlineData("GET", "/v1/completions", "POST")]
    [InlineData("GET", "/v1/embeddings", "POST")]
    [InlineData("DELETE", "/v1/embeddings", "POST")]
    [InlineData("PATCH", "/v1/sessions", "GET, POST")]
    [InlineData("POST", "/v1/sessions/ses_1", "DELETE, GET")]
    [InlineData("POST", "/v1/models", "GET")]
    [InlineData("POST", "/v1/models/finlite-central", "GET")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("DELETE", "/metrics", "GET")]
    [InlineData("BOGUS", "/health", "GET")]
    public async Task Path_WithAnotherMethod_IsRefusedAndSaysWhichThereAre(string method, string path, string allowed)
    {
        HttpAnswer answer = await server.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.AssertError(ErrorCode.MethodNotAllowed, null);
        Assert.Equal(allowed, string.Join(", ", answer.Allow.Order(StringComparer.Ordinal)));
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/v1/nosuch")]
    [InlineData("POST", "/v1/nosuch")]
    [InlineData("POST", "/v1/chat/completions/more")]
    [InlineData("POST", "/chat/completions")]
    [InlineData("GET", "/v1/sessions/ses_1/messages")]
    [InlineData("GET", "/v1/%E4%B8%AD")]
    [InlineData("GET", "/../etc/passwd")]
    [InlineData("POST", "/fincluster.v1.Assistant/Chat")]
    [InlineData("POST", "/grpc.health.v1.Health/Check")]
    public async Task Path_Unknown_IsRefused(string method, string path)
    {
        HttpAnswer answer = await server.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.AssertError(ErrorCode.RouteNotFound, null);
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("/v1/models/nosuch")]
    [InlineData("/v1/models/a/b/c")]
    [InlineData("/v1/models/%ff")]
    public async Task Model_Unknown_IsRefused(string path)
    {
        (await server.SendAsync(new HttpRequestMessage(HttpMethod.Get, path))).AssertError(ErrorCode.ModelNotFound, "model");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=a")]
    [InlineData("application/grpc")]
    [InlineData("application/jsonl")]
    [InlineData("json")]
    [InlineData(null)]
    public async Task Body_OfAnotherType_IsRefused(string? contentType)
    {
        foreach (string path in (string[])[BadInputServer.ChatPath, "/v1/completions", "/v1/embeddings", "/v1/sessions"])
        {
            (await SendAsync(path, contentType)).AssertError(ErrorCode.UnsupportedMediaType, "content-type");
        }

        await server.AssertStillServesAsync();
    }

    [Fact]
    public async Task Body_Compressed_IsRefused()
    {
        HttpAnswer answer = await SendAsync(BadInputServer.ChatPath, "application/json", "gzip");

        answer.AssertError(ErrorCode.UnsupportedMediaType, "content-encoding");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.api+json")]
    public async Task Body_OfAJsonType_IsRead(string contentType)
    {
        HttpAnswer answer = await SendAsync(BadInputServer.ChatPath, contentType);

        Assert.StartsWith("LPR是", answer.ChatText, StringComparison.Ordinal);
    }

    private Task<HttpAnswer> SendAsync(string path, string? contentType, string? encoding = null)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{{BadInputServer.Question}}}"));
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return server.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }
}
