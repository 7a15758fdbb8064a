using System.Text.Json;
using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads request bodies.</summary>
internal static class JsonBody
{
    // Of two fields of one name, a proxy or a log may take the other one than this server does.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Tells whether a request brings a body. One that arrives in chunks has no length yet.</summary>
    public static bool IsPresent(HttpRequest request) =>
        request.ContentType is not null || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>Reads a body as JSON; the caller disposes the document.</summary>
    /// <exception cref="RequestException">The body is none, too large, of another type, or no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        CheckType(request);
        try
        {
            return await JsonDocument.ParseAsync(Bound(request), Options, cancellationToken);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : ", or a field occurs twice";
            throw Invalid($"the body is not valid JSON{where}", e);
        }
        catch (InvalidOperationException e)
        {
            throw Invalid("the body has a field whose name is not valid UTF-8", e);
        }
        catch (IOException e) when (e is not ConnectionResetException)
        {
            throw Invalid("the body could not be read", e);
        }
    }

    // A web page can send a form or plain text to a server of this machine without asking anybody; JSON it cannot.
    private static void CheckType(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new RequestException(ErrorCode.UnsupportedMediaType, "the content type must be application/json", "content-type");
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            throw new RequestException(ErrorCode.UnsupportedMediaType, "compressed bodies are not supported", "content-encoding");
        }
    }

    /// <summary>
    /// Puts the server's limit on a body in a place where its client learns of it: Kestrel's own would break the connection, and
    /// most clients, which are still sending then, would never read the answer. What is over the limit is thrown away unread.
    /// </summary>
    public static Stream Bound(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } limit } size)
        {
            return request.Body;
        }

        size.MaxRequestBodySize = null;
        return request.ContentLength is null || request.ContentLength <= limit ? new BoundedBody(request.Body, limit, TooLarge) : throw TooLarge();
    }

    private static RequestException TooLarge() =>
        new(ErrorCode.RequestTooLarge, "the body is larger than this server reads", "body");

    private static RequestException Invalid(string message, Exception inner) => new(ErrorCode.InvalidRequest, message, "body", inner);
}
