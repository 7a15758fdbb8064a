using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using FinCluster.Gateway.OpenAi;
using FinCluster.Gateway.OpenAi.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace FinCluster.Gateway.Compliance.Copies;

/// <summary>/audit/v1/files: adds to the copy of the caller's audit log, and says what is there.</summary>
internal sealed partial class AuditCopiesEndpoint(IServiceProvider services, AuditCopyMetrics metrics, ILogger<AuditCopiesEndpoint> logger)
{
    private readonly IAuditCopies? _copies = services.GetService<IAuditCopies>();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/v1/files", (RequestDelegate)ListAsync);
        routes.MapPut("/audit/v1/files/{**path}", (RequestDelegate)AddAsync);
    }

    private async Task ListAsync(HttpContext http)
    {
        IReadOnlyList<AuditCopyFile> files = await Copies().ListAsync(SiteCaller.Of(http).Site, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new AuditCopyList("list", files));
    }

    private async Task AddAsync(HttpContext http)
    {
        string site = SiteCaller.Of(http).Site;
        string path = (string?)http.GetRouteValue("path") ?? "";
        long offset = ReadOffset(http.Request);
        byte[] content = await BodyBytes.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            await Copies().AddAsync(site, path, offset, content, http.RequestAborted);
        }
        catch (RequestException e) when (e.Code == ErrorCode.AuditCopyRefused)
        {
            metrics.OnRefused(site);
            LogRefused(logger, site, e.Message);
            throw;
        }

        metrics.OnReceived(site, content.Length);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new AuditCopyFile(path, offset + content.Length));
    }

    private static long ReadOffset(HttpRequest request) =>
        request.Headers.ContentRange is not { Count: > 0 } header ? 0
        : ContentRangeHeaderValue.TryParse(header.ToString(), out ContentRangeHeaderValue? range) && range.From is { } from ? from
        : throw RequestException.Invalid("content-range", "content-range must be 'bytes FIRST-LAST/*'");

    private IAuditCopies Copies() => _copies
        ?? throw new RequestException(ErrorCode.Unsupported, "this gateway keeps no copies of audit logs; start it with --audit-copies");

    [LoggerMessage(7020, LogLevel.Error, "audit copy of {Site}: what it sends is refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string site, string reason);
}

/// <summary>What is there of a site's log.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The files.</param>
internal sealed record AuditCopyList(string Object, IReadOnlyList<AuditCopyFile> Data);
