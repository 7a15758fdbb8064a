using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Node.Hosting;

namespace FinCluster.Cli.Serving;

/// <summary>The option that says how often a node reports; <c>serve</c> hands it on to its nodes.</summary>
internal sealed class ReportArgument
{
    /// <summary>The option.</summary>
    public const string Name = "--report-interval";

    private readonly MillisecondsOption _interval = new(
        Name,
        typeof(NodeOptions),
        nameof(NodeOptions.ReportInterval),
        NodeOptions.DefaultReportInterval,
        "Longest time between two reports of a node to each gateway");

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => _interval.AddTo(command);

    /// <summary>Reads the interval.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public TimeSpan Read(ParseResult parsed) => _interval.Read(parsed);
}
