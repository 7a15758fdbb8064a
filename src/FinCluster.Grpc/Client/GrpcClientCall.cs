using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Client;

/// <summary>One call from the client's side. Used by one caller, step after step; disposing it cancels what still runs.</summary>
internal sealed class GrpcClientCall<TResponse>(
    GrpcTransport transport,
    HttpRequestMessage request,
    GrpcMessageDecoder<TResponse> decode,
    GrpcCallOptions options,
    CancellationToken cancellationToken) : IDisposable
    where TResponse : class
{
    private readonly CallLifetime _lifetime = new(options.Timeout, transport.Time, cancellationToken);
    private HttpResponseMessage? _response;
    private ResponseBody? _body;
    private MessageReader<TResponse>? _messages;

    /// <summary>Sends the request and waits for the head of the response.</summary>
    public async Task SendAsync()
    {
        try
        {
            _response = await transport.Http.SendAsync(request, _lifetime.Token);
            Stream body = await _response.Content.ReadAsStreamAsync(_lifetime.Token);
            _body = new ResponseBody();
            _body.Start(body, _lifetime.Token);
        }
        catch (Exception e) when (IsTransport(e))
        {
            throw Explain(e);
        }

        ReadHead(_response);
    }

    /// <summary>Reads the next message; null when the call has ended with OK.</summary>
    /// <remarks>Pooled for the same reason as in <see cref="MessageReader{T}"/>.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResponse?> ReadAsync()
    {
        if (_messages is null)
        {
            return null;
        }

        try
        {
            if (await _messages.ReadAsync(_lifetime.Token) is { } message)
            {
                return message;
            }
        }
        catch (Exception e) when (IsTransport(e))
        {
            throw Explain(e);
        }

        End(_response!.TrailingHeaders);
        return null;
    }

    /// <summary>Makes the whole call for a method with one response.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        await SendAsync();
        TResponse response = await ReadAsync() ?? throw WrongCount("no response message");
        return await ReadAsync() is null ? response : throw WrongCount("more than one response message");
    }

    public void Dispose()
    {
        _lifetime.Dispose();

        // Closing a response before its end resets the stream, which is what tells the server.
        _body?.Reader.Complete();
        _response?.Dispose();
        request.Dispose();
    }

    // statuscodes.md of gRPC: a response cardinality violation.
    private static GrpcException WrongCount(string received) =>
        new(GrpcStatus.Unimplemented, $"The call has exactly one response message; the server sent {received}.");

    private void ReadHead(HttpResponseMessage response)
    {
        HttpResponseHeaders headers = response.Headers;
        if (ResponseHead.FindStatus(headers) is not null)
        {
            End(headers); // Trailers-Only
            return;
        }

        string? contentType = ResponseHead.Find(response.Content.Headers, "Content-Type");
        if (response.StatusCode != HttpStatusCode.OK || !GrpcHeaders.IsGrpcContentType(contentType))
        {
            throw new GrpcException(
                TransportFailure.FromHttpStatus(response.StatusCode),
                $"The server answered with HTTP status {(int)response.StatusCode} and content type '{contentType}'.");
        }

        if (options.Response is { } metadata)
        {
            metadata.Headers = ResponseHead.ReadMetadata(headers);
        }

        string? encoding = ResponseHead.Find(headers, GrpcHeaders.Encoding);
        _messages = new MessageReader<TResponse>(_body!.Reader, decode, encoding, transport.MaxReceiveMessageBytes, isServer: false);
    }

    /// <summary>Ends the call with the status that the server sent.</summary>
    private void End(HttpResponseHeaders headers)
    {
        _messages = null;
        GrpcStatus? status = ResponseHead.FindStatus(headers);
        GrpcMetadata trailers = status is GrpcStatus.Ok && options.Response is null
            ? GrpcMetadata.Empty
            : ResponseHead.ReadMetadata(headers);
        if (options.Response is { } metadata)
        {
            metadata.Trailers = trailers;
        }

        if (status is GrpcStatus.Ok)
        {
            return;
        }

        string detail = ResponseHead.Find(headers, GrpcHeaders.Message) is { } message ? PercentEncoding.Decode(message) : string.Empty;
        throw status switch
        {
            // An intermediary ends the stream in this way when the server behind it has died.
            null => new GrpcException(GrpcStatus.Unavailable, "The response ended without a status."),

            // The server was told the deadline and can be the first to act on it.
            GrpcStatus.Cancelled when _lifetime.IsDeadlinePassed => new GrpcException(GrpcStatus.DeadlineExceeded, detail, trailers),
            { } other => new GrpcException(other, detail, trailers),
        };
    }

    private bool IsTransport(Exception exception) =>
        exception is IOException or HttpRequestException or OperationCanceledException || Content.SourceFailure is not null;

    private MessageContent Content => (MessageContent)request.Content!;

    private Exception Explain(Exception exception)
    {
        if (_lifetime.Explain(exception) is { } ownDoing)
        {
            return ownDoing;
        }

        if (Content.SourceFailure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return TransportFailure.ToException(exception);
    }
}
