using System.Text.Json;
using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads request bodies.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a body as JSON; the caller disposes the document.</summary>
    /// <exception cref="RequestException">The body is none, too large, or no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, Options, cancellationToken);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new RequestException(ErrorCode.InvalidRequest, $"the body is not valid JSON{where}", "body", e);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new RequestException(ErrorCode.RequestTooLarge, "the body is larger than this server reads", "body", e);
        }
        catch (BadHttpRequestException e)
        {
            throw new RequestException(ErrorCode.InvalidRequest, "the body could not be read", "body", e);
        }
    }
}
