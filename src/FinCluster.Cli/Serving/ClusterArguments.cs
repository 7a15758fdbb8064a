using System.CommandLine;
using FinCluster.Cli.Commands;
using System.Net;
using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cli.Serving;

/// <summary>The options that choose the control plane.</summary>
internal sealed class ClusterArguments
{
    /// <summary>What <c>--cluster</c> says for a control plane of one machine.</summary>
    public const string Local = "local";

    private const int MaxNameLength = 64;
    private const string OrleansPrefix = "orleans+";

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "Control plane: 'local' for this machine alone; redis://[user:password@]host:port[/db], rediss:// with TLS; "
            + "orleans+redis://… for Orleans silos over that Redis",
        HelpName = "local|[orleans+]redis://host:port",
    };

    private readonly Option<string> _name = new("--cluster-name")
    {
        Description = "Tells clusters apart that share one Redis",
        HelpName = "name",
        DefaultValueFactory = _ => "fincluster",
    };

    private readonly Option<string> _silo = new("--silo")
    {
        Description = "With orleans+redis://: where the other silos reach this one; port 0 takes a free one",
        HelpName = "ip:port",
        DefaultValueFactory = _ => "127.0.0.1:0",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_cluster);
        command.Add(_name);
        command.Add(_silo);
    }

    /// <summary>Reads where the control plane is; null when it is the local one.</summary>
    /// <exception cref="UsageException">It is none that there is.</exception>
    public ClusterAddress? Read(ParseResult parsed)
    {
        string cluster = parsed.GetValue(_cluster) ?? Local;
        if (cluster == Local)
        {
            return null;
        }

        bool isOrleans = cluster.StartsWith(OrleansPrefix, StringComparison.Ordinal);
        if (isOrleans && !OrleansEngine.IsAvailable)
        {
            throw new UsageException(
                $"--cluster {OrleansPrefix}redis://… needs a build with Orleans, which the package registry of this one lacked; redis://… has all but that");
        }

        try
        {
            RedisOptions redis = RedisOptions.Parse(isOrleans ? cluster[OrleansPrefix.Length..] : cluster) with { ClusterName = Name(parsed) };
            return new ClusterAddress(redis, isOrleans ? Silo(parsed) : null);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--cluster '{WithoutSecret(cluster)}' is neither 'local' nor the address of a Redis. {e.Message}");
        }
    }

    /// <summary>Reads where the control plane of many machines is.</summary>
    /// <exception cref="UsageException">The command line names none.</exception>
    public ClusterAddress Require(ParseResult parsed) => Read(parsed)
        ?? throw new UsageException("--cluster must say where the control plane is, as redis://host:port; `fincluster serve` needs none");

    /// <summary>Gives the options by which a child process joins the same cluster.</summary>
    public IReadOnlyList<string> ToArguments(ParseResult parsed) => [_cluster.Name, parsed.GetValue(_cluster) ?? Local, _name.Name, Name(parsed)];

    // What stands before the last @ may be a password.
    private static string WithoutSecret(string address) => address[(address.LastIndexOf('@') + 1)..];

    private IPEndPoint Silo(ParseResult parsed) =>
        IPEndPoint.TryParse(parsed.GetValue(_silo)!, out IPEndPoint? address) && !address.Address.Equals(IPAddress.Any) && !address.Address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new UsageException("--silo must be the IP address and port under which other silos reach this one");

    private string Name(ParseResult parsed)
    {
        string name = parsed.GetValue(_name)!;
        return name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw new UsageException($"--cluster-name must have 1 to {MaxNameLength} letters, digits, '-' and '_'");
    }
}

/// <summary>Where the control plane of many machines is.</summary>
/// <param name="Redis">The Redis that holds it.</param>
/// <param name="Silo">Where this process's silo listens; null when it is Redis alone.</param>
internal sealed record ClusterAddress(RedisOptions Redis, IPEndPoint? Silo);
