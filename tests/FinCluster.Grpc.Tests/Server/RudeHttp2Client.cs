using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Server;

/// <summary>Sends requests and closes its connection without a word (RFC 9113, HPACK literals only).</summary>
internal sealed class RudeHttp2Client : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private int _nextStream = 1;

    public static async Task<RudeHttp2Client> ConnectAsync(Uri address)
    {
        var client = new RudeHttp2Client();
        await client._tcp.ConnectAsync(address.Host, address.Port, TestTimeouts.Token);
        await client._tcp.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), TestTimeouts.Token);
        await client.SendFrameAsync(type: 4, flags: 0, stream: 0, []); // SETTINGS
        return client;
    }

    public async Task SendRequestAsync(string path, byte[] body, bool endStream)
    {
        int stream = _nextStream;
        _nextStream += 2;
        byte[] headers =
        [
            0x83, 0x86, // :method: POST, :scheme: http
            .. Literal(":path", path), .. Literal(":authority", "localhost"), .. Literal("content-type", "application/grpc"),
        ];
        await SendFrameAsync(type: 1, flags: 4, stream, headers);
        await SendFrameAsync(type: 0, (byte)(endStream ? 1 : 0), stream, body);
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Client.LingerState = new LingerOption(enable: true, seconds: 0); // closes with RST
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private async Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] id = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(id, stream);
        byte[] frame = [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. id, .. payload];
        await _tcp.GetStream().WriteAsync(frame, TestTimeouts.Token);
    }
}
