using System.Globalization;
using FinCluster.Grpc.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FinCluster.Grpc.Server;

/// <summary>What one call sends: headers, messages, and the status that ends it.</summary>
internal sealed class GrpcResponse
{
    private readonly HttpContext _http;
    private readonly GrpcMetadata _headers;
    private readonly bool _gzip;
    private readonly CancellationToken _cancelled;
    private bool _hasHeaders;

    public GrpcResponse(GrpcCall call, bool compress)
    {
        _http = call.HttpContext;
        _headers = call.ResponseHeaders;
        _gzip = compress && GrpcHeaders.AcceptsGzip(_http.Request.Headers[GrpcHeaders.AcceptEncoding]);
        _cancelled = call.CancellationToken;
    }

    /// <summary>Writes the only message. It leaves together with the status.</summary>
    public void WriteSingle(IMessage message)
    {
        SetHeaders();
        MessageWriter.Write(_http.Response.BodyWriter, message, _gzip);
    }

    /// <summary>Writes a sequence of messages. Headers leave when the first message, or the time to wait for it, has come.</summary>
    public Task WriteAllAsync<T>(IAsyncEnumerable<T> messages)
        where T : class, IMessage<T> =>
        new MessagePump<T>(_http.Response.BodyWriter, _gzip, StartAsync).RunAsync(messages, _cancelled);

    /// <summary>Ends the call.</summary>
    /// <param name="failure">The status; null for OK.</param>
    /// <param name="trailers">What the handler set; the failure's own come after them.</param>
    public Task EndAsync(GrpcException? failure, GrpcMetadata trailers)
    {
        // With no message sent the status goes into the one HEADERS frame (Trailers-Only).
        bool isTrailersOnly = !_hasHeaders;
        SetHeaders();
        IHeaderDictionary target = isTrailersOnly
            ? _http.Response.Headers
            : _http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;

        Append(target, trailers.Freeze());
        Append(target, failure?.Trailers ?? GrpcMetadata.Empty);
        target[GrpcHeaders.Status] = ((int)(failure?.Status ?? GrpcStatus.Ok)).ToString(CultureInfo.InvariantCulture);
        if (failure is { Detail.Length: > 0 })
        {
            target[GrpcHeaders.Message] = PercentEncoding.Encode(failure.Detail);
        }

        return _http.Response.CompleteAsync();
    }

    private static void Append(IHeaderDictionary target, GrpcMetadata metadata)
    {
        foreach (GrpcMetadataEntry entry in metadata)
        {
            target.Append(entry.Key, MetadataCodec.Encode(entry));
        }
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        SetHeaders();
        return _http.Response.StartAsync(cancellationToken);
    }

    private void SetHeaders()
    {
        if (_hasHeaders)
        {
            return;
        }

        _hasHeaders = true;
        IHeaderDictionary headers = _http.Response.Headers;
        headers.ContentType = GrpcHeaders.ContentType;
        headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.SupportedEncodings;
        if (_gzip)
        {
            headers[GrpcHeaders.Encoding] = GrpcHeaders.Gzip;
        }

        Append(headers, _headers.Freeze());
    }
}
