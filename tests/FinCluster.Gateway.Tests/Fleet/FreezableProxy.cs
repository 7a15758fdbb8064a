using System.Net;
using System.Net.Sockets;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Fleet;

/// <summary>A way to a node that can go silent as a broken network does: connections stand, and nothing passes.</summary>
internal sealed class FreezableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    public FreezableProxy(Uri target)
    {
        _target = target;
        _open.SetResult();
        _listener.Start();
        _running.Add(AcceptAsync());
    }

    /// <summary>Gets where it listens.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Gets the connections that were opened so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Lets nothing pass.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets pass what has waited and what comes.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Thaw();
        _listener.Stop();
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).WaitAsync(TestTimeouts.Token);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_ending.Token);
                Interlocked.Increment(ref _connections);
                lock (_gate)
                {
                    _running.Add(ForwardAsync(client));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using TcpClient near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target.Port, _ending.Token);
            await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream()), CopyAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has gone.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _ending.Token) is > 0 and int count)
            {
                await Gate();
                await to.WriteAsync(buffer.AsMemory(0, count), _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }

    private Task Gate()
    {
        lock (_gate)
        {
            return _open.Task.WaitAsync(_ending.Token);
        }
    }
}
