using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Grpc.Server;

/// <summary>Runs calls: checks the request, runs the handler under its deadline and turns how it ended into a status.</summary>
internal sealed partial class GrpcCallHandler(IOptions<GrpcServerOptions> options, TimeProvider time, ILogger<GrpcCallHandler> logger)
{
    private readonly GrpcServerOptions _options = options.Value;

    /// <summary>Handles one call. The task never ends before the handler has, because the HTTP context is used again after it.</summary>
    public async Task HandleAsync<TRequest, TResponse>(
        HttpContext http, GrpcMethod<TRequest, TResponse> method, Func<GrpcServerStream<TRequest, TResponse>, Task> handle)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        if (!GrpcRequests.TryAccept(http))
        {
            return;
        }

        GrpcRequests.LiftBodyLimits(http, method.Kind);
        bool isTimeoutValid = GrpcRequests.TryReadTimeout(http.Request, out TimeSpan? timeout);
        using var call = new GrpcCall(http, timeout, time);
        var response = new GrpcResponse(call, _options.CompressResponses);
        var io = new GrpcServerStream<TRequest, TResponse>(call, response, method, _options.MaxReceiveMessageBytes);
        GrpcException? failure = isTimeoutValid
            ? await RunAsync(call, io, handle)
            : new GrpcException(GrpcStatus.Internal, $"The {GrpcHeaders.Timeout} header is malformed.");
        if (!call.IsClientGone)
        {
            await response.EndAsync(failure, call.ResponseTrailers);
        }
    }

    /// <summary>Answers a gRPC call to a method that does not exist.</summary>
    public async Task RejectUnknownAsync(HttpContext http)
    {
        using var call = new GrpcCall(http, timeout: null, time);
        var failure = new GrpcException(GrpcStatus.Unimplemented, $"There is no method {call.Method}.");
        await new GrpcResponse(call, compress: false).EndAsync(failure, call.ResponseTrailers);
    }

    private async Task<GrpcException?> RunAsync<TRequest, TResponse>(
        GrpcCall call, GrpcServerStream<TRequest, TResponse> io, Func<GrpcServerStream<TRequest, TResponse>, Task> handle)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        try
        {
            await handle(io);
            return null;
        }
        catch (Exception e) when (call.IsClientGone)
        {
            // Nobody is there to be told. A handler that was cancelled did what it should, and so did one that failed as it may; anything else may be a bug.
            if (e is not (OperationCanceledException or GrpcException) && _options.MapException?.Invoke(call, e) is null)
            {
                LogFailedAlone(call.Method, e);
            }

            return null;
        }
        catch (Exception e)
        {
            return ToStatus(call, e);
        }
    }

    private GrpcException ToStatus(GrpcCall call, Exception exception)
    {
        Exception cause = exception is OperationCanceledException && call.IsDeadlinePassed
            ? new GrpcException(GrpcStatus.DeadlineExceeded, "The deadline passed.", inner: exception)
            : exception;
        GrpcException? failure = _options.MapException?.Invoke(call, cause) ?? cause as GrpcException;
        if (failure is not null)
        {
            LogFailed(call.Method, failure.Status, failure);
            return failure;
        }

        LogUnexpected(call.Method, exception);
        return new GrpcException(GrpcStatus.Unknown, "The server failed on this call.");
    }

    [LoggerMessage(5001, LogLevel.Error, "The handler of {Method} failed")]
    private partial void LogUnexpected(string method, Exception exception);

    [LoggerMessage(5002, LogLevel.Debug, "{Method} ended with {Status}")]
    private partial void LogFailed(string method, GrpcStatus status, Exception exception);

    [LoggerMessage(5003, LogLevel.Warning, "The handler of {Method} failed after its client had gone")]
    private partial void LogFailedAlone(string method, Exception exception);
}
