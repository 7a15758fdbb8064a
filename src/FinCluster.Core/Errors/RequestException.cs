namespace FinCluster.Core.Errors;

/// <summary>Ends one request with an error that its caller is told. It never means a bug, so it is not logged as one.</summary>
/// <param name="code">What went wrong; <see cref="ErrorTable"/> maps it to the wire.</param>
/// <param name="message">A sentence for the caller. It holds no prompt text.</param>
/// <param name="parameter">The request field at fault, as its caller wrote it; null when no single field is.</param>
/// <param name="inner">The cause, for the log.</param>
public sealed class RequestException(ErrorCode code, string message, string? parameter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Gets what went wrong.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>Gets the request field at fault; null when no single field is.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>Gets when the same request may succeed; null when that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets how the error looks on the wire.</summary>
    public ErrorKind Kind => ErrorTable.Get(Code);

    /// <summary>Refuses a request because of one field.</summary>
    public static RequestException Invalid(string parameter, string message) => new(ErrorCode.InvalidRequest, message, parameter);
}
