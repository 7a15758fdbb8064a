using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say whose tenants a command works on.</summary>
internal sealed class TenantStoreArguments
{
    private readonly ClusterArguments _cluster = new();
    private readonly AdminKeyArgument _key = AdminKeyArgument.ForClients();

    private readonly Option<string> _data = new("--data")
    {
        Description = $"Data folder of the server; default ${DataFolder.Variable}, else your data folder",
        HelpName = "folder",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    private readonly Option<string?> _server = new("--server")
    {
        Description = "Work through the gateway whose gRPC address this is, and not on the store itself",
        HelpName = "host:port",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        _cluster.AddTo(command);
        command.Add(_server);
        _key.AddTo(command);
    }

    /// <summary>Opens the tenants; the caller closes them.</summary>
    /// <exception cref="UsageException">The command line names two places.</exception>
    public async Task<TenantStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_server) is { } server)
        {
            if (_cluster.Read(parsed) is not null || parsed.GetResult(_data) is { Implicit: false })
            {
                throw new UsageException("--server works through a gateway, --data and --cluster on the store itself; name one of them");
            }

            ServerConnection gateway = await ServerConnection.OpenAsync(server, _key.Read(parsed), cancellationToken);
            return new TenantStore(gateway, new RemoteTenants(gateway));
        }

        return _cluster.Read(parsed) is { } cluster
            ? await TenantStore.OpenClusterAsync(cluster, cancellationToken)
            : await TenantStore.OpenLocalAsync(DataFolder.Parse(parsed.GetValue(_data)!), cancellationToken);
    }
}
