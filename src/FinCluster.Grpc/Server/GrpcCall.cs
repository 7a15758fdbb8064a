using FinCluster.Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FinCluster.Grpc.Server;

/// <summary>
/// One call as its handler sees it. It is valid until the handler returns and, for a handler that returns a sequence, until
/// that sequence ends; its members are not thread-safe, except <see cref="CancellationToken"/>.
/// </summary>
public sealed class GrpcCall : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan? _timeout;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _lifetime;

    internal GrpcCall(HttpContext http, TimeSpan? timeout, TimeProvider time)
    {
        HttpContext = http;
        _time = time;
        _started = time.GetTimestamp();
        _timeout = timeout;
        _deadline = timeout is { } delay ? GrpcTimeout.StartTimer(delay, time) : null;
        _lifetime = _deadline is null
            ? CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted)
            : CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _deadline.Token);
        CancellationToken = _lifetime.Token;
    }

    /// <summary>Gets the HTTP request below, for its user, connection and services. Its response belongs to this layer.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>Gets the path of the method: <c>/package.Service/Method</c>.</summary>
    public string Method => HttpContext.Request.Path.Value!;

    /// <summary>Gets the token that ends when the client goes away, the deadline passes or the call is over.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Gets how long the client still waits, never negative; null when it waits for ever.</summary>
    public TimeSpan? TimeRemaining => _timeout is { } timeout
        ? TimeSpan.FromTicks(Math.Max(0, (timeout - _time.GetElapsedTime(_started)).Ticks))
        : null;

    /// <summary>Gets the metadata that the client sent.</summary>
    public GrpcMetadata RequestHeaders => field ??= ReadRequestHeaders();

    /// <summary>Gets the metadata that is sent before the first response message.</summary>
    public GrpcMetadata ResponseHeaders { get; } = [];

    /// <summary>Gets the metadata that is sent with the status, also when the call fails.</summary>
    public GrpcMetadata ResponseTrailers { get; } = [];

    internal bool IsDeadlinePassed => _deadline is { IsCancellationRequested: true };

    /// <summary>Gets a value indicating whether nobody waits for an answer any more.</summary>
    internal bool IsClientGone
    {
        get => field || HttpContext.RequestAborted.IsCancellationRequested;
        private set;
    }

    /// <summary>Ends <see cref="CancellationToken"/>, so that work that the handler left behind stops.</summary>
    void IDisposable.Dispose()
    {
        _lifetime.Cancel();
        _lifetime.Dispose();
        _deadline?.Dispose();
    }

    /// <summary>Notes that the connection failed. The transport signals it as well, but a moment later.</summary>
    internal OperationCanceledException ClientGone(Exception cause)
    {
        IsClientGone = true;
        return new OperationCanceledException("The client has gone.", cause, CancellationToken);
    }

    private GrpcMetadata ReadRequestHeaders()
    {
        var metadata = new GrpcMetadata();
        foreach ((string name, StringValues values) in HttpContext.Request.Headers)
        {
            foreach (string? value in values)
            {
                MetadataCodec.Decode(metadata, name, value ?? string.Empty);
            }
        }

        return metadata.Freeze();
    }
}
