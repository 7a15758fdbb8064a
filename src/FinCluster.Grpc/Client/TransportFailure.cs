using System.Net;

namespace FinCluster.Grpc.Client;

/// <summary>The status of a call that ended without one, from what HTTP says.</summary>
internal static class TransportFailure
{
    /// <summary>Translates an exception of the transport.</summary>
    public static GrpcException ToException(Exception exception) => new(FromException(exception), exception.Message, inner: exception);

    /// <summary>Maps the HTTP status of a response without grpc-status (http-grpc-status-mapping.md).</summary>
    public static GrpcStatus FromHttpStatus(HttpStatusCode code) => (int)code switch
    {
        400 or 431 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };

    private static GrpcStatus FromException(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException { ErrorCode: var code })
            {
                return FromErrorCode(code);
            }
        }

        // Refused, reset, closed, timed out: the server is not there, or no longer.
        return GrpcStatus.Unavailable;
    }

    /// <summary>Maps an HTTP/2 error code (PROTOCOL-HTTP2.md, Errors), except for those that also mean a lost connection.</summary>
    private static GrpcStatus FromErrorCode(long code) => code switch
    {
        // NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR: the transport reports a connection that the server gave up, and one whose pings
        // it does not answer, with these, exactly as it reports a reset stream. A server that is gone must not look like a fault of
        // the call, so all of it is UNAVAILABLE.
        0 or 1 or 2 => GrpcStatus.Unavailable,
        7 => GrpcStatus.Unavailable, // REFUSED_STREAM
        8 => GrpcStatus.Cancelled, // CANCEL
        11 => GrpcStatus.ResourceExhausted, // ENHANCE_YOUR_CALM
        12 => GrpcStatus.PermissionDenied, // INADEQUATE_SECURITY
        _ => GrpcStatus.Internal,
    };
}
