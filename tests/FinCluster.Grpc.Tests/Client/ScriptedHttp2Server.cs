using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Testing;
using Google.Protobuf;

namespace FinCluster.Grpc.Tests.Client;

/// <summary>A server that takes one connection, waits for a request and then sends the frames that a test dictates (RFC 9113).</summary>
internal sealed class ScriptedHttp2Server : IAsyncDisposable
{
    private const int PrefaceBytes = 24;
    private const byte Headers = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    /// <summary>Starts the server. When the script ends, the connection is closed.</summary>
    public ScriptedHttp2Server(Func<ScriptedHttp2Server, Task> script)
    {
        _listener.Start();
        _running = RunAsync(script);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    private NetworkStream Stream { get; set; } = null!;

    /// <summary>Sends ":status: 200" and "content-type: application/grpc" as HPACK of the static table.</summary>
    public Task SendHeadersAsync() =>
        SendFrameAsync(Headers, flags: 4, stream: 1, [0x88, 0x0F, 0x10, 0x10, .. "application/grpc"u8]);

    public Task SendReplyAsync(int number)
    {
        byte[] message = new EchoReply { Number = number }.ToByteArray();
        return SendDataAsync([0, 0, 0, 0, (byte)message.Length, .. message]);
    }

    public Task SendDataAsync(byte[] data, bool endStream = false) => SendFrameAsync(type: 0, (byte)(endStream ? 1 : 0), stream: 1, data);

    public Task SendResetAsync(int code) => SendFrameAsync(type: 3, flags: 0, stream: 1, ToBytes(code));

    public Task SendGoAwayAsync(int lastStream, int code) =>
        SendFrameAsync(type: 7, flags: 0, stream: 0, [.. ToBytes(lastStream), .. ToBytes(code)]);

    /// <summary>Keeps the connection and answers nothing, pings included, until the server is disposed.</summary>
    public Task StayDeafAsync() => _disposed.Task;

    public async ValueTask DisposeAsync()
    {
        _disposed.SetResult();
        _listener.Stop();
        await _running;
    }

    private static byte[] ToBytes(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private async Task RunAsync(Func<ScriptedHttp2Server, Task> script)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(TestTimeouts.Token);
        Stream = client.GetStream();
        await Stream.ReadExactlyAsync(new byte[PrefaceBytes], TestTimeouts.Token);
        await SendFrameAsync(type: 4, flags: 0, stream: 0, []); // SETTINGS
        while (await ReadFrameTypeAsync() != Headers)
        {
        }

        await script(this);
    }

    private async Task<byte> ReadFrameTypeAsync()
    {
        byte[] header = new byte[9];
        await Stream.ReadExactlyAsync(header, TestTimeouts.Token);
        int length = (header[0] << 16) | (header[1] << 8) | header[2];
        await Stream.ReadExactlyAsync(new byte[length], TestTimeouts.Token);
        return header[3];
    }

    private async Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. ToBytes(stream), .. payload];
        await Stream.WriteAsync(frame, TestTimeouts.Token);
    }
}
