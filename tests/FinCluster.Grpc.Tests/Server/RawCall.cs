using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FinCluster.Grpc.Wire;
using FinCluster.Testing;
using Google.Protobuf;

namespace FinCluster.Grpc.Tests.Server;

/// <summary>What a server answered to bytes that a test has put together itself.</summary>
internal sealed record RawCall(HttpResponseMessage Response, byte[] Body)
{
    /// <summary>Gets a value indicating whether the status came in the headers.</summary>
    public bool IsTrailersOnly => Response.Headers.Contains("grpc-status");

    public GrpcStatus Status => (GrpcStatus)int.Parse(Header("grpc-status")!, CultureInfo.InvariantCulture);

    public string Detail => Uri.UnescapeDataString(Header("grpc-message") ?? string.Empty);

    /// <summary>Gets a header or trailer.</summary>
    public string? Header(string name) =>
        Response.Headers.Concat(Response.TrailingHeaders).SingleOrDefault(header => header.Key == name).Value?.Single();

    public static Task<RawCall> PostAsync(Uri address, string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(address, path, body, HttpMethod.Post, HttpVersion.Version20, headers);

    public static async Task<RawCall> SendAsync(
        Uri address, string path, byte[]? body, HttpMethod method, Version version, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        foreach ((string name, string value) in headers)
        {
            if (name == "content-type")
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        HttpResponseMessage response = await client.SendAsync(request, TestTimeouts.Token);
        return new RawCall(response, await response.Content.ReadAsByteArrayAsync(TestTimeouts.Token));
    }

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    /// <summary>Puts a prefix before bytes, which need not be a message.</summary>
    public static byte[] Frame(byte[] body, byte flag = 0) =>
        [flag, (byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];

    public static byte[] Gzipped(byte[] body)
    {
        using PooledBuffer compressed = Gzip.Compress(body);
        return Frame(compressed.Written.ToArray(), flag: 1);
    }
}
