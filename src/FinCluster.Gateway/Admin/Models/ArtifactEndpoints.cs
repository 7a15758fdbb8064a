using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Gateway.OpenAi;
using FinCluster.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>/admin/v1: receives the catalog's files, as curl -T sends them, and checks those that are there.</summary>
internal sealed class ArtifactEndpoints(ModelAdministration models)
{
    private const int ChunkBytes = 256 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/admin/v1/artifacts/{sha256}", (RequestDelegate)PutAsync);
        routes.MapGet("/admin/v1/uploads/{sha256}", (RequestDelegate)GetUploadAsync);
        routes.MapPost("/admin/v1/verify", (RequestDelegate)VerifyAsync);
    }

    private async Task PutAsync(HttpContext http)
    {
        (long offset, long bytes) = ReadRange(http.Request);
        Artifact artifact = ReadArtifact(http, bytes);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // What is too large is refused by what is said of it, before any of it is read.
            size.MaxRequestBodySize = null;
        }

        CatalogResult result = await models.ReceiveAsync(AdminCaller.Of(http), artifact, offset, ReadBodyAsync(http), http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, ChangeReport.Of(result));
    }

    private async Task GetUploadAsync(HttpContext http)
    {
        ArtifactHash hash = ReadHash(http);
        ReceivedBytes received = await models.FindReceivedAsync(AdminCaller.Of(http), hash, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, UploadObject.Of(hash.Value, received));
    }

    private async Task VerifyAsync(HttpContext http)
    {
        List<VerifiedArtifact> verified = await models.VerifyAsync(AdminCaller.Of(http), http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new VerifyList("list", [.. verified.Select(VerifyReport.Of)]));
    }

    // As curl -T sends it, or, to go on with it, curl -C.
    private static (long Offset, long Bytes) ReadRange(HttpRequest request)
    {
        if (request.Headers.ContentRange is { Count: > 0 } header)
        {
            return ContentRangeHeaderValue.TryParse(header.ToString(), out ContentRangeHeaderValue? range)
                && range.From is { } from && range.Length is { } length && range.To == length - 1
                ? (from, length)
                : throw RequestException.Invalid("content-range", "content-range must be 'bytes FIRST-LAST/TOTAL', to the end of the file");
        }

        return (0, request.ContentLength ?? throw RequestException.Invalid("content-length", "a file needs its length: content-length, or content-range"));
    }

    private static Artifact ReadArtifact(HttpContext http, long bytes)
    {
        IQueryCollection query = http.Request.Query;
        foreach (string name in query.Keys)
        {
            if (name is not ("kind" or "name" or "base" or "rank"))
            {
                throw RequestException.Invalid(name, $"{name} is not known");
            }
        }

        return CatalogWire.ReadArtifact(Value(http), query["kind"], query["name"], bytes, query["base"], (string?)query["rank"] switch
        {
            null => null,
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rank) => rank,
            _ => throw RequestException.Invalid("rank", "rank must be an integer"),
        });
    }

    private static ArtifactHash ReadHash(HttpContext http) => CatalogWire.ReadHash(Value(http), "sha256");

    private static string Value(HttpContext http) => (string?)http.GetRouteValue("sha256") ?? "";

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBodyAsync(
        HttpContext http, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            while ((count = await ReadAsync(http.Request.Body, chunk, cancellationToken)) > 0)
            {
                yield return chunk.AsMemory(0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static async Task<int> ReadAsync(Stream body, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(chunk, cancellationToken);
        }
        catch (IOException e) when (e is not ConnectionResetException)
        {
            throw new RequestException(ErrorCode.InvalidRequest, "the file ended before its length; what came of it is kept", "body", e);
        }
    }
}
