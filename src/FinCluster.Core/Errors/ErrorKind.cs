namespace FinCluster.Core.Errors;

/// <summary>How one <see cref="ErrorCode"/> looks on the wire.</summary>
/// <param name="Code">The error.</param>
/// <param name="Name">Stable name that clients may compare, in snake case.</param>
/// <param name="Class">How far the request came.</param>
/// <param name="HttpStatus">HTTP status code.</param>
/// <param name="GrpcStatus">Canonical gRPC status code, 1 to 16.</param>
/// <param name="Retryable">Whether the same request can succeed later without a change.</param>
/// <param name="OpenAiType">The <c>type</c> of OpenAI's error object.</param>
public sealed record ErrorKind(
    ErrorCode Code, string Name, ErrorClass Class, int HttpStatus, int GrpcStatus, bool Retryable, string OpenAiType);
