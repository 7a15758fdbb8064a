using System.Net;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Client;

/// <summary>Makes the HTTP request of a call.</summary>
internal static class RequestFactory
{
    // The form that PROTOCOL-HTTP2.md recommends: "grpc-" language "-" variant "/" version.
    private static readonly string UserAgent =
        $"grpc-dotnet-fincluster/{typeof(RequestFactory).Assembly.GetName().Version?.ToString(3)}";

    public static HttpRequestMessage Create(Uri uri, HttpContent content, GrpcCallOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        Add(request, GrpcHeaders.Te, GrpcHeaders.Trailers);
        Add(request, GrpcHeaders.UserAgent, UserAgent);
        Add(request, GrpcHeaders.AcceptEncoding, GrpcHeaders.SupportedEncodings);
        if (options.Timeout is { } timeout)
        {
            Add(request, GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        }

        if (options.Gzip)
        {
            Add(request, GrpcHeaders.Encoding, GrpcHeaders.Gzip);
        }

        foreach (GrpcMetadataEntry entry in options.Headers)
        {
            Add(request, entry.Key, MetadataCodec.Encode(entry));
        }

        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string value) =>
        request.Headers.TryAddWithoutValidation(name, value);
}
