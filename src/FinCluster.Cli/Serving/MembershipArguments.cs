using System.CommandLine;
using System.Security.Cryptography;
using FinCluster.Cli.Commands;
using FinCluster.Core.Fleet;
using FinCluster.Node.Fleet;

namespace FinCluster.Cli.Serving;

/// <summary>The options by which a node joins a cluster of many machines.</summary>
internal sealed class MembershipArguments
{
    private const int MaxNameLength = 64;

    private readonly ClusterArguments _cluster = new();

    private readonly Option<string?> _name = new("--name")
    {
        Description = "Name of the node, to which each start adds some letters; default: the machine's name",
        HelpName = "name",
    };

    private readonly Option<string?> _advertise = new("--advertise")
    {
        Description = "Where gateways reach the node; default: where it listens",
        HelpName = "host:port",
    };

    private readonly Option<NodeTier> _tier = new("--tier")
    {
        Description = "Whether the node has a large model (central) or a small one near the user (edge)",
        HelpName = "central|edge",
        DefaultValueFactory = _ => NodeTier.Central,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _cluster.AddTo(command);
        command.Add(_name);
        command.Add(_advertise);
        command.Add(_tier);
    }

    /// <summary>Reads which cluster the node joins, and as what; null when it joins none.</summary>
    /// <exception cref="UsageException">An option is out of range.</exception>
    public NodeMembership? Read(ParseResult parsed) => _cluster.Read(parsed) is { } cluster
        ? new NodeMembership(cluster, new NodeIdentity(Id(parsed), Address(parsed), parsed.GetValue(_tier)))
        : null;

    /// <summary>Reads what the node is called, without what a start adds to it.</summary>
    /// <exception cref="UsageException">It is no name.</exception>
    public string Name(ParseResult parsed)
    {
        string name = parsed.GetValue(_name) ?? Environment.MachineName;
        return name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : throw new UsageException($"--name must have 1 to {MaxNameLength} letters, digits, '-', '_' and '.', it is '{name}'");
    }

    private NodeId Id(ParseResult parsed) => new($"{Name(parsed)}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    private string? Address(ParseResult parsed)
    {
        if (parsed.GetValue(_advertise) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate("http://" + text, UriKind.Absolute, out Uri? uri) && uri.Authority == text && uri.Port > 0
            ? text
            : throw new UsageException($"--advertise '{text}' is no host:port");
    }
}

/// <summary>A node's place in a cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Identity">As what gateways know the node.</param>
internal sealed record NodeMembership(ClusterAddress Cluster, NodeIdentity Identity);
