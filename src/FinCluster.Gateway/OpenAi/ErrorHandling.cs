using FinCluster.Core.Errors;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace FinCluster.Gateway.OpenAi;

/// <summary>Turns errors into OpenAI's error object: the one edge at which HTTP learns of them.</summary>
internal sealed partial class ErrorHandling(GatewayMetrics metrics, ILogger<ErrorHandling> logger)
{
    // Long enough not to hammer, short enough for somebody who waits.
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null)
            {
                await AnswerUnroutedAsync(http);
            }
        }
        catch (RequestException e)
        {
            await AnswerAsync(http, e);
        }
        catch (Exception e) when (IsClientGone(http, e))
        {
            metrics.OnError(ErrorTable.Get(ErrorCode.ClientGone));

            // Kestrel would otherwise look for the rest of the body on a connection that is broken.
            http.Abort();
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailed(logger, e, http.Request.Method, http.Request.Path);
            await AnswerAsync(http, new RequestException(ErrorCode.Internal, "the server failed on this request"));
        }
    }

    // A connection that is reset while its body is read shows so before the request counts as aborted.
    private static bool IsClientGone(HttpContext http, Exception error) =>
        error is ConnectionResetException or ConnectionAbortedException
        || (error is OperationCanceledException && http.RequestAborted.IsCancellationRequested);

    private async Task AnswerUnroutedAsync(HttpContext http)
    {
        RequestException? error = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new RequestException(ErrorCode.RouteNotFound, $"there is no {http.Request.Path}"),
            StatusCodes.Status405MethodNotAllowed =>
                new RequestException(ErrorCode.MethodNotAllowed, $"{http.Request.Path} does not take {http.Request.Method}"),
            _ => null,
        };
        if (error is not null)
        {
            await AnswerAsync(http, error);
        }
    }

    private async Task AnswerAsync(HttpContext http, RequestException error)
    {
        metrics.OnError(error.Kind);
        if (http.Response.HasStarted)
        {
            // The answer is half out: only breaking the connection tells the client that it is not whole.
            http.Abort();
            return;
        }

        StringValues allowed = http.Response.Headers.Allow;
        http.Response.Clear();
        http.Response.Headers.Allow = allowed;
        RateLimitHeaders.Write(http);
        SetRetryHeaders(http.Response.Headers, error);
        await JsonResponse.WriteAsync(http.Response, error.Kind.HttpStatus, ErrorBody.Of(error));
    }

    private static void SetRetryHeaders(IHeaderDictionary headers, RequestException error)
    {
        if (error.RetryAfter is not null || error.Kind.Retryable)
        {
            double seconds = Math.Ceiling((error.RetryAfter ?? DefaultRetryAfter).TotalSeconds);
            headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (!error.Kind.Retryable && error.Kind.HttpStatus == StatusCodes.Status429TooManyRequests)
        {
            // OpenAI's clients try again on every 429, unless they are told that it is of no use.
            headers["x-should-retry"] = "false";
        }
    }

    [LoggerMessage(1020, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, PathString path);
}
