using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FinCluster.Grpc;
using FinCluster.Testing;
using Google.Protobuf;

namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>What a server answered to bytes that were sent as a gRPC call.</summary>
/// <param name="Http">The HTTP status.</param>
/// <param name="Status">The gRPC status; null when there is none.</param>
/// <param name="Error">The stable name of the error.</param>
/// <param name="Retryable">Whether the same call can succeed later, as text.</param>
internal sealed record RawCall(HttpStatusCode Http, GrpcStatus? Status, string? Error, string? Retryable)
{
    private static readonly HttpClient Client = new();

    /// <summary>Puts a message into a frame, as gRPC does.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="length">The length to declare instead of the right one.</param>
    /// <param name="flag">1 for compressed.</param>
    public static byte[] Frame(byte[] message, uint? length = null, byte flag = 0)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    /// <summary>Sends a body over HTTP/2.</summary>
    public static async Task<RawCall> SendAsync(
        BadInputServer server, string path, byte[] body, string? contentType = "application/grpc", HttpMethod? method = null, string? timeout = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, $"http://{server.Process.Ready.Grpc}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body.Length == 0 && method == HttpMethod.Get ? null : new ByteArrayContent(body),
        };
        if (request.Content is not null && contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (timeout is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        }

        using HttpResponseMessage response = await Client.SendAsync(request, TestTimeouts.Token);
        await response.Content.ReadAsByteArrayAsync(TestTimeouts.Token);
        string? Find(string name) => response.Headers.Concat(response.TrailingHeaders)
            .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return new RawCall(
            response.StatusCode,
            Find("grpc-status") is { } status ? (GrpcStatus)int.Parse(status, CultureInfo.InvariantCulture) : null,
            Find("fincluster-error"),
            Find("fincluster-retryable"));
    }
}
