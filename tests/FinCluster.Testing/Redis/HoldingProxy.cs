using System.Net;
using System.Net.Sockets;

namespace FinCluster.Testing.Redis;

/// <summary>A TCP proxy that can keep answers back, so that a client gives up on a request which the server has run.</summary>
public sealed class HoldingProxy : IAsyncDisposable
{
    private readonly int _targetPort;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _pumps = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();

    /// <summary>Starts to listen.</summary>
    /// <param name="targetPort">The port of the server on 127.0.0.1.</param>
    public HoldingProxy(int targetPort)
    {
        _targetPort = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Keeps answers back from now on.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Sends what was kept back, and everything that follows.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Release();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _pumps.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stopping.Token);
                await await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), isAnswer: false),
                    PumpAsync(server.GetStream(), client.GetStream(), isAnswer: true));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side is gone; the other goes with it.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        byte[] buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is int count and > 0)
        {
            if (isAnswer)
            {
                Task open;
                lock (_gate)
                {
                    open = _open.Task;
                }

                await open.WaitAsync(_stopping.Token);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }
}
