using FinCluster.Core.Errors;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Metrics;
using FinCluster.Grpc;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Rpc;

/// <summary>Turns what ends a call into a status with the names of the error table: the one edge at which gRPC learns of errors.</summary>
internal sealed partial class RpcErrors(GatewayMetrics metrics, ILogger<RpcErrors> logger)
{
    // Health and reflection have contracts of their own, which know no trailers.
    private const string OwnServices = "/fincluster.";

    /// <summary>Maps an exception; null leaves it to the layer below.</summary>
    public GrpcException? Map(GrpcCall call, Exception exception)
    {
        if (exception is ControlPlaneUnavailableException away)
        {
            LogControlPlaneAway(logger, away, call.Method);
            exception = ControlPlaneErrors.ToRequest(away);
        }

        if (exception is RequestException error)
        {
            metrics.OnError(error.Kind);
            return ErrorWire.ToStatus(error);
        }

        if (!call.Method.StartsWith(OwnServices, StringComparison.Ordinal))
        {
            return null;
        }

        return exception is GrpcException status ? Name(status) : Fail(call, exception);
    }

    /// <summary>Adds our names to a status of the protocol's own, as for bytes that are no message. The status stays as gRPC has it.</summary>
    private GrpcException? Name(GrpcException status)
    {
        ErrorCode? code = status.Status switch
        {
            GrpcStatus.ResourceExhausted => ErrorCode.RequestTooLarge,
            GrpcStatus.DeadlineExceeded => ErrorCode.DeadlineExceeded,
            GrpcStatus.Internal or GrpcStatus.Unimplemented => ErrorCode.InvalidRequest,
            _ => null,
        };
        if (code is null)
        {
            return null;
        }

        ErrorKind kind = ErrorTable.Get(code.Value);
        metrics.OnError(kind);
        return new GrpcException(status.Status, status.Detail, ErrorWire.Trailers(kind, parameter: null), status);
    }

    private GrpcException Fail(GrpcCall call, Exception exception)
    {
        LogFailed(logger, exception, call.Method);
        var error = new RequestException(ErrorCode.Internal, "the server failed on this call", inner: exception);
        metrics.OnError(error.Kind);
        return ErrorWire.ToStatus(error);
    }

    [LoggerMessage(1022, LogLevel.Warning, "{Method} cannot be served while the control plane is away")]
    private static partial void LogControlPlaneAway(ILogger logger, Exception error, string method);

    [LoggerMessage(1021, LogLevel.Error, "{Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string method);
}
