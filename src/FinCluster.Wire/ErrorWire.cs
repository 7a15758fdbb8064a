using System.Globalization;
using FinCluster.Core.Errors;
using FinCluster.Grpc;

namespace FinCluster.Wire;

/// <summary>Carries <see cref="RequestException"/> over gRPC: status and message as usual, the stable names as trailers.</summary>
public static class ErrorWire
{
    /// <summary>The trailer with the stable name of the error.</summary>
    public const string ErrorTrailer = "fincluster-error";

    /// <summary>The trailer that says whether the same call can succeed later.</summary>
    public const string RetryableTrailer = "fincluster-retryable";

    /// <summary>The trailer with the request field at fault.</summary>
    public const string ParameterTrailer = "fincluster-parameter";

    /// <summary>The trailer with the milliseconds after which the same call may succeed.</summary>
    public const string RetryAfterTrailer = "fincluster-retry-after-ms";

    /// <summary>Turns an error into the status that a server answers with.</summary>
    public static GrpcException ToStatus(RequestException error) =>
        new((GrpcStatus)error.Kind.GrpcStatus, error.Message, Trailers(error.Kind, error.Parameter, error.RetryAfter), error);

    /// <summary>Makes the trailers of an error.</summary>
    /// <param name="kind">The error.</param>
    /// <param name="parameter">The request field at fault; null when no single field is.</param>
    /// <param name="retryAfter">When the same call may succeed; null when that is not known.</param>
    public static GrpcMetadata Trailers(ErrorKind kind, string? parameter, TimeSpan? retryAfter = null)
    {
        var trailers = new GrpcMetadata
        {
            { ErrorTrailer, kind.Name },
            { RetryableTrailer, kind.Retryable ? "true" : "false" },
        };
        if (parameter is not null)
        {
            trailers.Add(ParameterTrailer, parameter);
        }

        if (retryAfter is { } wait)
        {
            trailers.Add(RetryAfterTrailer, ((long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
        }

        return trailers;
    }

    /// <summary>
    /// Turns the status of a FinCluster server back into its error; null when it did not come from one, as when a
    /// connection breaks.
    /// </summary>
    public static RequestException? FromStatus(GrpcException status) =>
        status.Trailers[ErrorTrailer] is { } name && ErrorTable.FindByName(name) is { } kind
            ? new RequestException(kind.Code, status.Detail, status.Trailers[ParameterTrailer], status) { RetryAfter = RetryAfter(status.Trailers) }
            : null;

    private static TimeSpan? RetryAfter(GrpcMetadata trailers) =>
        long.TryParse(trailers[RetryAfterTrailer], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? TimeSpan.FromMilliseconds(ms) : null;
}
