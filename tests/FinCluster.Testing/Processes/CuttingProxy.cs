using System.Net;
using System.Net.Sockets;

namespace FinCluster.Testing.Processes;

/// <summary>A TCP proxy that breaks the first connections that bring many bytes, each once so many have passed.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly long _bytes;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _pumps = [];
    private readonly Task _accepting;
    private int _cutsLeft;
    private long _passed;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">The server, as host:port.</param>
    /// <param name="cuts">How many connections are broken.</param>
    /// <param name="bytes">How many bytes of the client pass before each is.</param>
    public CuttingProxy(string target, int cuts, long bytes)
    {
        var uri = new Uri("http://" + target);
        (_host, _port, _cutsLeft, _bytes) = (uri.Host, uri.Port, cuts, bytes);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets where to connect to, as host:port.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Gets how many connections are still to be broken.</summary>
    public int CutsLeft => Volatile.Read(ref _cutsLeft);

    /// <summary>Gets how many bytes of clients have passed, on all connections.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _pumps.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It stops.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_host, _port, _stopping.Token);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                await Task.WhenAny(
                    PumpAsync(client, server, isCut: true, ending.Token), PumpAsync(server, client, isCut: false, ending.Token));
                await ending.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side has gone; so does the other.
            }

            // Broken, not closed: who sends must not take it for an end.
            client.LingerState = new LingerOption(enable: true, 0);
            server.LingerState = new LingerOption(enable: true, 0);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isCut, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        long passed = 0;
        try
        {
            int count;
            while ((count = await from.GetStream().ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                passed += count;
                if (isCut)
                {
                    Interlocked.Add(ref _passed, count);
                }

                if (isCut && passed > _bytes && CutsLeft > 0)
                {
                    Interlocked.Decrement(ref _cutsLeft);
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side has gone; so does the other.
        }
    }
}
