using System.CommandLine;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The options that choose the control plane.</summary>
internal sealed class ClusterArguments
{
    /// <summary>What <c>--cluster</c> says for a control plane of one machine.</summary>
    public const string Local = "local";

    private const int MaxNameLength = 64;

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "Control plane: 'local' for this machine alone, or redis://[user:password@]host:port[/db], rediss:// with TLS",
        HelpName = "local|redis://host:port",
    };

    private readonly Option<string> _name = new("--cluster-name")
    {
        Description = "Tells clusters apart that share one Redis",
        HelpName = "name",
        DefaultValueFactory = _ => "fincluster",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_cluster);
        command.Add(_name);
    }

    /// <summary>Reads which control plane is wanted; null for the local one.</summary>
    /// <exception cref="UsageException">It is none that there is.</exception>
    public RedisCluster? Read(ParseResult parsed)
    {
        string cluster = parsed.GetValue(_cluster) ?? Local;
        if (cluster == Local)
        {
            return null;
        }

        return Uri.TryCreate(cluster, UriKind.Absolute, out Uri? address) && address.Scheme is "redis" or "rediss"
            ? new RedisCluster(address!, Name(parsed))
            : throw new UsageException("--cluster must be 'local', redis://host:port or rediss://host:port");
    }

    /// <summary>Reads the control plane of many machines.</summary>
    /// <exception cref="UsageException">The command line names none.</exception>
    public RedisCluster Require(ParseResult parsed) => Read(parsed)
        ?? throw new UsageException("--cluster must say where the control plane is, as redis://host:port; `fincluster serve` needs none");

    private string Name(ParseResult parsed)
    {
        string name = parsed.GetValue(_name)!;
        return name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw new UsageException($"--cluster-name must have 1 to {MaxNameLength} letters, digits, '-' and '_'");
    }
}

/// <summary>A control plane in Redis.</summary>
/// <param name="Address">Where Redis is; it may hold a password, so it is never logged.</param>
/// <param name="Name">The name of the cluster.</param>
internal sealed record RedisCluster(Uri Address, string Name);
