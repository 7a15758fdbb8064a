using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Cluster.Redis.Connection;

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

    /// <summary>Reads which Redis holds the control plane; null when it is the local one.</summary>
    /// <exception cref="UsageException">It is none that there is.</exception>
    public RedisOptions? Read(ParseResult parsed)
    {
        string cluster = parsed.GetValue(_cluster) ?? Local;
        if (cluster == Local)
        {
            return null;
        }

        try
        {
            return RedisOptions.Parse(cluster) with { ClusterName = Name(parsed) };
        }
        catch (FormatException e)
        {
            throw new UsageException($"--cluster '{WithoutSecret(cluster)}' is neither 'local' nor the address of a Redis. {e.Message}");
        }
    }

    /// <summary>Reads which Redis holds the control plane of many machines.</summary>
    /// <exception cref="UsageException">The command line names none.</exception>
    public RedisOptions Require(ParseResult parsed) => Read(parsed)
        ?? throw new UsageException("--cluster must say where the control plane is, as redis://host:port; `fincluster serve` needs none");

    // What stands before the last @ may be a password.
    private static string WithoutSecret(string address) => address[(address.LastIndexOf('@') + 1)..];

    private string Name(ParseResult parsed)
    {
        string name = parsed.GetValue(_name)!;
        return name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw new UsageException($"--cluster-name must have 1 to {MaxNameLength} letters, digits, '-' and '_'");
    }
}
