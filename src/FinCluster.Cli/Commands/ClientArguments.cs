using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Hosting;

namespace FinCluster.Cli.Commands;

/// <summary>The options of commands that talk to a server.</summary>
internal sealed class ClientArguments
{
    private readonly EngineArguments? _engine;
    private readonly AdminKeyArgument? _adminKey;

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The server's gRPC address; default ${ServerConnection.Variable}, else the one that runs on this machine",
        HelpName = "host:port",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = $"Folder of sessions, and where a server of this machine is found; default ${DataFolder.Variable}, else your data folder",
        HelpName = "folder",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    private ClientArguments(EngineArguments? engine, AdminKeyArgument? adminKey)
    {
        _engine = engine;
        _adminKey = adminKey;
    }

    /// <summary>Makes the options of a command that needs a server that runs.</summary>
    public static ClientArguments ForRunningServer() => new(null, null);

    /// <summary>Makes the options of a command that needs a server that runs, and an administrator who calls it.</summary>
    public static ClientArguments ForAdministrators() => new(null, AdminKeyArgument.ForClients());

    /// <summary>Makes the options of a command that starts a server when none runs.</summary>
    public static ClientArguments ForAnyServer() => new(new EngineArguments(), null);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_data);
        _adminKey?.AddTo(command);
        _engine?.AddTo(command);
    }

    /// <summary>Connects.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="keepsSessions">
    /// Whether a server that is started for the command works on the data folder. One that stores nothing has a folder of
    /// its own, so that several commands can run side by side.
    /// </param>
    /// <exception cref="IOException">No server runs and the command does not start one.</exception>
    public async Task<ServerConnection> ConnectAsync(
        ParseResult parsed, CancellationToken cancellationToken, bool keepsSessions = true)
    {
        string dataFolder = DataFolder.Parse(parsed.GetValue(_data)!);
        if (await ServerConnection.FindAsync(parsed.GetValue(_server), dataFolder, _adminKey?.Read(parsed), cancellationToken) is { } running)
        {
            return running;
        }

        if (_engine is null)
        {
            throw new IOException("no server runs on this machine; `fincluster serve` starts one, --server names another machine's");
        }

        string? temporaryFolder = keepsSessions ? null : Directory.CreateTempSubdirectory("fincluster-").FullName;
        var anyPort = new ListenAddress(System.Net.IPAddress.Loopback, 0);
        return await ServerConnection.StartEmbeddedAsync(
            new GatewayServerOptions
            {
                Gateway = new GatewayOptions { Http = anyPort, Grpc = anyPort, DrainTimeout = TimeSpan.FromSeconds(1), IgnoreTenants = true },
                OpenControlPlane = (loggers, cancellation) => ControlPlane.OpenLocalAsync(temporaryFolder ?? dataFolder, loggers, cancellation),
                Engines = await _engine.ReadAsync(parsed, cancellationToken),
                ArtifactFolder = temporaryFolder is null ? Path.Combine(dataFolder, CatalogStore.ArtifactsFolder) : null,
                MaxQueuedRequests = _engine.MaxQueuedRequests(parsed),
                Nodes = 1,
            },
            temporaryFolder,
            cancellationToken);
    }
}
