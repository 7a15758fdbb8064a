using FinCluster.Grpc.Methods;
using FinCluster.Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FinCluster.Grpc.Server;

/// <summary>Decides whether an HTTP request is a gRPC call and prepares it for being one.</summary>
internal static class GrpcRequests
{
    /// <summary>Says whether the request speaks gRPC: HTTP/2 or later, and gRPC's content type.</summary>
    public static bool IsGrpc(HttpRequest request) => SpeaksHttp2(request) && GrpcHeaders.IsGrpcContentType(request.ContentType);

    /// <summary>Accepts a gRPC call, or sets the HTTP status that says why it is none.</summary>
    public static bool TryAccept(HttpContext http)
    {
        if (!GrpcHeaders.IsGrpcContentType(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (!SpeaksHttp2(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "HTTP/2";
            return false;
        }

        return true;
    }

    /// <summary>Replaces Kestrel's limits, which are made for uploads, by gRPC's limit on each message.</summary>
    public static void LiftBodyLimits(HttpContext http, GrpcMethodKind kind)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        // A stream of requests may pause for as long as it likes. A single request has no reason to trickle in.
        if (kind is GrpcMethodKind.ClientStreaming or GrpcMethodKind.Duplex
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Reads the caller's timeout; null when it sent none.</summary>
    /// <returns>Whether the header is well formed or absent.</returns>
    public static bool TryReadTimeout(HttpRequest request, out TimeSpan? timeout)
    {
        timeout = null;
        string? header = request.Headers[GrpcHeaders.Timeout];
        if (header is null)
        {
            return true;
        }

        bool wellFormed = GrpcTimeout.TryParse(header, out TimeSpan value);
        timeout = wellFormed ? value : null;
        return wellFormed;
    }

    private static bool SpeaksHttp2(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);
}
