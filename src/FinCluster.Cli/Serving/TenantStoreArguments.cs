using System.CommandLine;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say whose tenants a command works on.</summary>
internal sealed class TenantStoreArguments
{
    private readonly ClusterArguments _cluster = new();

    private readonly Option<string> _data = new("--data")
    {
        Description = $"Data folder of the server; default ${DataFolder.Variable}, else your data folder",
        HelpName = "folder",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        _cluster.AddTo(command);
    }

    /// <summary>Opens the tenants; the caller closes them.</summary>
    public Task<TenantStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => _cluster.Read(parsed) is { } redis
        ? TenantStore.OpenRedisAsync(redis, cancellationToken)
        : TenantStore.OpenLocalAsync(DataFolder.Parse(parsed.GetValue(_data)!), cancellationToken);
}
