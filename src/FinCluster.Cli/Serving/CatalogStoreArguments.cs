using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say whose catalog a command works on.</summary>
internal sealed class CatalogStoreArguments
{
    private readonly ClusterArguments _cluster = new();
    private readonly AdminKeyArgument _key = AdminKeyArgument.ForClients();

    private readonly Option<string?> _server = new("--server")
    {
        Description = "Work through the gateway whose gRPC address this is, and not on the store itself",
        HelpName = "host:port",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = $"Data folder of the server; default ${DataFolder.Variable}, else your data folder",
        HelpName = "folder",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    private readonly Option<string?> _artifacts = new("--artifacts")
    {
        Description = $"Folder of the files; default '{CatalogStore.ArtifactsFolder}' in the data folder, with --cluster none",
        HelpName = "folder",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        _cluster.AddTo(command);
        command.Add(_artifacts);
        command.Add(_server);
        _key.AddTo(command);
    }

    /// <summary>Opens the catalog; the caller closes it.</summary>
    /// <exception cref="UsageException">The command line names two places.</exception>
    public async Task<CatalogStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_server) is { } server)
        {
            return _cluster.Read(parsed) is null && parsed.GetResult(_data) is not { Implicit: false } && parsed.GetValue(_artifacts) is null
                ? CatalogStore.Over(await ServerConnection.OpenAsync(server, _key.Read(parsed), cancellationToken))
                : throw new UsageException("--server works through a gateway, --data, --cluster and --artifacts on the store itself; name one of them");
        }

        string? artifacts = parsed.GetValue(_artifacts) is { } folder
            ? string.IsNullOrWhiteSpace(folder) ? throw new UsageException("--artifacts must name a folder, it is empty") : Path.GetFullPath(folder)
            : null;
        if (_cluster.Read(parsed) is not { } cluster)
        {
            return await CatalogStore.OpenLocalAsync(DataFolder.Parse(parsed.GetValue(_data)!), artifacts, cancellationToken);
        }

        return parsed.GetResult(_data) is { Implicit: false }
            ? throw new UsageException("--data is for the catalog of one machine, --cluster for that of many; name one of them")
            : await CatalogStore.OpenClusterAsync(cluster, artifacts, cancellationToken);
    }
}
