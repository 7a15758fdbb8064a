using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using FinCluster.Grpc.Methods;
using Google.Protobuf;

namespace FinCluster.Grpc.Client;

/// <summary>Calls one server's gRPC services by HTTP/2, with TLS for an https address, in cleartext with prior knowledge for http.</summary>
/// <remarks>
/// Thread-safe; keep one for as long as the server is used. Calls share a connection, which opens with the first call and
/// again after it was lost; when the server's limit of streams is reached, another one opens. No call is repeated here.
/// <para>
/// A call that fails throws <see cref="GrpcException"/>, with the server's status and trailers, or with UNAVAILABLE and the like
/// when no status came. A call whose token is cancelled throws <see cref="OperationCanceledException"/>.
/// </para>
/// </remarks>
public sealed class GrpcChannel : IDisposable
{
    private readonly Uri _address;
    private readonly GrpcTransport _transport;
    private readonly ConcurrentDictionary<string, Uri> _uris = new(StringComparer.Ordinal);

    /// <summary>Prepares calls to a server; nothing is sent yet.</summary>
    /// <param name="address">Scheme, host and port. A path is ignored.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public GrpcChannel(Uri address, TimeProvider time, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(time);
        options ??= new GrpcChannelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxReceiveMessageBytes, 1, nameof(options));
        _address = address;
        _transport = new GrpcTransport(new HttpMessageInvoker(CreateHandler(options)), options.MaxReceiveMessageBytes, time);
    }

    /// <summary>Makes a call with one request and one response.</summary>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, GrpcCallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        method.ThrowIfNot(GrpcMethodKind.Unary);
        using var call = NewCall(method, new SingleMessageContent(request, options.Gzip), method.DecodeResponse, options, cancellationToken);
        return await call.ReadSingleAsync();
    }

    /// <summary>Makes a call with one request and a sequence of responses, each time the sequence is enumerated.</summary>
    /// <remarks>Leaving the enumeration early cancels the call at the server.</remarks>
    public IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, GrpcCallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        method.ThrowIfNot(GrpcMethodKind.ServerStreaming);
        return StreamAsync(method, () => new SingleMessageContent(request, options.Gzip), method.DecodeResponse, options, cancellationToken);
    }

    /// <summary>Makes a call with one request and a sequence of responses, which the caller reads from their bytes itself.</summary>
    /// <remarks>As for the other one.</remarks>
    public IAsyncEnumerable<T> ServerStreaming<TRequest, TResponse, T>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcMessageDecoder<T> decode,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        where T : class
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(decode);
        ArgumentNullException.ThrowIfNull(options);
        method.ThrowIfNot(GrpcMethodKind.ServerStreaming);
        return StreamAsync(method, () => new SingleMessageContent(request, options.Gzip), decode, options, cancellationToken);
    }

    /// <summary>Makes a call with a sequence of requests and one response.</summary>
    /// <remarks>
    /// An exception of the sequence ends the call and is thrown as it is. The sequence is left unfinished, its token cancelled,
    /// when the server answers without reading it to the end; it may run on for a moment after the call.
    /// </remarks>
    public async Task<TResponse> ClientStreamingAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        IAsyncEnumerable<TRequest> requests,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        method.ThrowIfNot(GrpcMethodKind.ClientStreaming);
        using var call = NewCall(method, new MessageSequenceContent<TRequest>(requests, options.Gzip), method.DecodeResponse, options, cancellationToken);
        return await call.ReadSingleAsync();
    }

    /// <summary>Makes a call with two sequences, each time the responses are enumerated.</summary>
    /// <remarks>As for calls with one sequence, <see cref="ClientStreamingAsync"/> and its counterpart.</remarks>
    public IAsyncEnumerable<TResponse> Duplex<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        IAsyncEnumerable<TRequest> requests,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        method.ThrowIfNot(GrpcMethodKind.Duplex);
        return StreamAsync(
            method, () => new MessageSequenceContent<TRequest>(requests, options.Gzip), method.DecodeResponse, options, cancellationToken);
    }

    /// <summary>Ends the channel. Calls that run are not ended by it; none can begin.</summary>
    public void Dispose() => _transport.Http.Dispose();

    private static SocketsHttpHandler CreateHandler(GrpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            // A server that is used once an hour should not cost a new connection each time; a lost one is noticed anyway.
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Tls is not null)
        {
            handler.SslOptions = options.Tls;
        }

        return handler;
    }

    private async IAsyncEnumerable<T> StreamAsync<TRequest, TResponse, T>(
        GrpcMethod<TRequest, TResponse> method,
        Func<MessageContent> newContent,
        GrpcMessageDecoder<T> decode,
        GrpcCallOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        where T : class
    {
        using var call = NewCall(method, newContent(), decode, options, cancellationToken);
        await call.SendAsync();
        while (await call.ReadAsync() is { } response)
        {
            yield return response;
        }
    }

    private GrpcClientCall<T> NewCall<TRequest, TResponse, T>(
        GrpcMethod<TRequest, TResponse> method,
        MessageContent content,
        GrpcMessageDecoder<T> decode,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        where T : class
    {
        Uri uri = _uris.GetOrAdd(method.Path, static (path, address) => new Uri(address, path), _address);
        HttpRequestMessage request = RequestFactory.Create(uri, content, options);
        return new GrpcClientCall<T>(_transport, request, decode, options, cancellationToken);
    }
}
