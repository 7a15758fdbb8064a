using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Errors;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Lets a client library that knows passwords only sign in as a user of an access list.</summary>
/// <remarks>
/// The library connects to this relay on loopback and sends AUTH with a secret that only this process knows. The relay connects to Redis,
/// over TLS if asked for, sends AUTH with user and password in its place, and passes every further byte on. Nobody without the secret gets
/// through. It costs a hop over loopback. The 2.x line of the library, of the full registry profile, needs no relay.
/// </remarks>
internal sealed class AclRelay : IAsyncDisposable
{
    private const int SecretBytes = 32;

    private readonly RedisOptions _options;
    private readonly RemoteCertificateValidationCallback? _validation;
    private readonly string _secret = RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The authority file cannot be read, or there are several hosts.</exception>
    public AclRelay(RedisOptions options)
    {
        if (options.Hosts.Length > 1)
        {
            throw new ControlPlaneUnavailableException(
                $"This build can sign in to {options} as user '{options.User}' only when one host is given, because its Redis library "
                + "knows no users. Give one host, or use a password of the default user.");
        }

        _options = options;
        _validation = RedisTls.Validation(options);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets what the library is told in place of the real server, user and password.</summary>
    public RedisOptions Local => _options with
    {
        Hosts = [new RedisHost(IPAddress.Loopback.ToString(), ((IPEndPoint)_listener.LocalEndpoint).Port)],
        User = null,
        Password = _secret,
        UseTls = false,
        AuthorityFile = null,
    };

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // Stopped before, the listener would refuse the loop's next call if a client came just now.
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private static byte[] Command(params string[] words) => Encoding.UTF8.GetBytes(string.Concat(
        words.Select(word => string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"*{words.Length}\r\n"))));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Task connection = RelayAsync(client);
                _connections[connection] = true;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out bool _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                NetworkStream near = client.GetStream();
                if (!await IsOwnAsync(near))
                {
                    return;
                }

                await using Stream far = await ConnectAsync(server);
                await far.WriteAsync(Command("AUTH", _options.User!, _options.Password ?? ""), _stopping.Token);
                await await Task.WhenAny(near.CopyToAsync(far, _stopping.Token), far.CopyToAsync(near, _stopping.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
                or ObjectDisposedException)
            {
                // One side is gone, or Redis is away: the other side goes too, and the library connects again.
            }
        }
    }

    private async Task<bool> IsOwnAsync(NetworkStream near)
    {
        byte[] expected = Command("AUTH", _secret);
        byte[] sent = new byte[expected.Length];
        await near.ReadExactlyAsync(sent, _stopping.Token);
        return CryptographicOperations.FixedTimeEquals(expected, sent);
    }

    private async Task<Stream> ConnectAsync(TcpClient server)
    {
        RedisHost host = _options.Hosts[0];
        await server.ConnectAsync(host.Name, host.Port, _stopping.Token);
        if (!_options.UseTls)
        {
            return server.GetStream();
        }

        var tls = new SslStream(server.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host.Name,
                EnabledSslProtocols = RedisTls.Protocols,
                RemoteCertificateValidationCallback = _validation,
            },
            _stopping.Token);
        return tls;
    }
}
