using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FinCluster.Testing.Processes;

namespace FinCluster.Testing.Redis;

/// <summary>A real <c>redis-server</c> with a port and a folder of its own.</summary>
/// <remarks>Only what it started is ended. The port stays the same when the server is started again.</remarks>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private const string Ready = "Ready to accept connections";
    private const string PortTaken = "Address already in use";
    private const int Attempts = 5;

    private readonly RedisServerOptions _options;
    private readonly TemporaryFolder _folder = new();
    private ChildProcess? _process;
    private bool _isPaused;

    private RedisServer(RedisServerOptions options)
    {
        _options = options;
        if (options.UseTls)
        {
            RedisCertificate.Write(_folder);
        }
    }

    /// <summary>Gets the TCP port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Gets host and port.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Gets the PEM file of the authority that signed the server's certificate.</summary>
    public string AuthorityFile => _folder.File(RedisCertificate.AuthorityName);

    /// <summary>Gets the address with the default user's password, as <c>--cluster</c> takes it.</summary>
    public string Uri => UriFor(_options.Password is { } password ? $":{password}@" : "");

    /// <summary>Starts a server, or skips the test when there is none on this machine.</summary>
    public static async Task<RedisServer> StartAsync(RedisServerOptions? options = null)
    {
        Assert.SkipUnless(IsInstalled(), $"{Program} is not installed; ./test.sh installs it where it may");
        var server = new RedisServer(options ?? new RedisServerOptions());
        try
        {
            for (int attempt = 1; !await server.TryLaunchAsync(FreePort()); attempt++)
            {
                // Another program took the port between the look and the launch.
                Assert.True(attempt < Attempts, "no port stays free");
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the address with other credentials.</summary>
    /// <param name="credentials">What stands before the host, for example <c>app:secret@</c>.</param>
    public string UriFor(string credentials) => _options.UseTls
        ? $"rediss://{credentials}localhost:{Port}/0?ca={System.Uri.EscapeDataString(AuthorityFile)}"
        : $"redis://{credentials}127.0.0.1:{Port}";

    /// <summary>Runs a command on it as an operator does, and gives what it prints. For servers without password and TLS.</summary>
    public async Task<string> CommandAsync(params string[] command)
    {
        await using ChildProcess client = await ChildProcess.RunAsync(
            "redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), .. command]);
        Assert.True(client.ExitCode == 0, client.LastLines);
        return string.Join('\n', client.Output);
    }

    /// <summary>Ends it without a warning, as a crash does.</summary>
    public async Task KillAsync()
    {
        await Require().SignalAsync("KILL");
        await Require().WaitForExitAsync();
        await Require().DisposeAsync();
        _process = null;
        _isPaused = false;
    }

    /// <summary>Starts it again on the same port and folder.</summary>
    public async Task RestartAsync()
    {
        Assert.Null(_process);
        Assert.True(await TryLaunchAsync(Port), "the port is taken");
    }

    /// <summary>Stops it without closing connections: it hangs.</summary>
    public async Task PauseAsync()
    {
        await Require().SignalAsync("STOP");
        _isPaused = true;
    }

    /// <summary>Lets it go on.</summary>
    public async Task ResumeAsync()
    {
        await Require().SignalAsync("CONT");
        _isPaused = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (_isPaused)
            {
                await ResumeAsync();
            }

            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ChildProcess Require() => _process ?? throw new InvalidOperationException("the server does not run");

    private async Task<bool> TryLaunchAsync(int port)
    {
        ChildProcess process = ChildProcess.Start(Program, Arguments(port));
        string line;
        try
        {
            line = await process.WaitForLineAsync(text => text.Contains(Ready, StringComparison.Ordinal)
                || text.Contains(PortTaken, StringComparison.Ordinal));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        if (line.Contains(PortTaken, StringComparison.Ordinal))
        {
            await process.DisposeAsync();
            return false;
        }

        (Port, _process) = (port, process);
        return true;
    }

    private List<string> Arguments(int port)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--daemonize", "no", "--logfile", "",
            "--port", _options.UseTls ? "0" : number,
            "--appendonly", _options.AppendOnly ? "yes" : "no", "--appendfsync", "always",
        ];
        if (_options.AlsoOn is { } other)
        {
            // It has no password, and nobody but the test reaches that address.
            arguments.AddRange("--bind", "127.0.0.1", other, "--protected-mode", "no");
        }

        if (_options.UseTls)
        {
            arguments.AddRange(
                "--tls-port", number, "--tls-auth-clients", "no", "--tls-ca-cert-file", AuthorityFile,
                "--tls-cert-file", _folder.File(RedisCertificate.CertificateName), "--tls-key-file", _folder.File(RedisCertificate.KeyName));
        }

        if (_options.InCluster)
        {
            // The port of the servers among themselves is else one that may be too large, ten thousand above.
            arguments.AddRange("--cluster-enabled", "yes", "--cluster-port", FreePort().ToString(CultureInfo.InvariantCulture));
        }

        if (_options.ReplicaOf is { } primary)
        {
            arguments.AddRange("--replicaof", "127.0.0.1", primary.ToString(CultureInfo.InvariantCulture));
        }

        if (_options.Password is { } password)
        {
            arguments.AddRange("--requirepass", password);
        }

        if (_options.Acl is { } acl)
        {
            string file = _folder.File("users.acl");
            File.WriteAllText(file, acl + "\n");
            arguments.AddRange("--aclfile", file);
        }

        return arguments;
    }
}
