using FinCluster.Core.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads request bodies that are bytes.</summary>
internal static class BodyBytes
{
    /// <summary>Reads a body whole.</summary>
    /// <exception cref="RequestException">It is too large, or ends early.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            await JsonBody.Bound(request).CopyToAsync(bytes, cancellationToken);
        }
        catch (IOException e) when (e is not ConnectionResetException)
        {
            throw new RequestException(ErrorCode.InvalidRequest, "the body ended before its length", "body", e);
        }

        return bytes.ToArray();
    }
}
