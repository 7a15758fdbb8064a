using System.Net;
using System.Net.Sockets;
using System.Text;
using FinCluster.Testing;

namespace FinCluster.Process.Tests.BadInput;

/// <summary>A TCP connection whose client keeps to no protocol.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawConnection()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="address">host:port, as a READY line has it.</param>
    public static async Task<RawConnection> OpenAsync(string address)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPEndPoint.Parse(address), TestTimeouts.Token);
        return connection;
    }

    /// <summary>Sends a text, byte for character.</summary>
    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), TestTimeouts.Token);

    /// <summary>Breaks the connection, so that the other side sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    /// <summary>Reads until the other side ends or breaks the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await _socket.ReceiveAsync(buffer, TestTimeouts.Token)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // What came before the reset counts.
        }

        return text.ToString();
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task WaitForAsync(string wanted)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains(wanted, StringComparison.Ordinal))
        {
            int count = await _socket.ReceiveAsync(buffer, TestTimeouts.Token);
            Assert.True(count > 0, $"the connection ended after: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    public void Dispose() => _socket.Dispose();
}
