using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Gateway.Fleet;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say how a gateway keeps in touch with its nodes.</summary>
internal sealed class NodeConnectionArguments
{
    private static readonly NodeConnectionOptions Defaults = new();

    private readonly MillisecondsOption _suspectAfter = Milliseconds(
        "--suspect-after",
        nameof(Defaults.ReportTimeout),
        Defaults.ReportTimeout,
        "How long a node may be silent before it is suspected to be lost, and its answers go on elsewhere");

    private readonly MillisecondsOption _lostAfter = Milliseconds(
        "--lost-after",
        nameof(Defaults.ConfirmedSilence),
        Defaults.ConfirmedSilence,
        "How long a node must be silent before its connection is given up, and answers are moved a second time");

    private readonly MillisecondsOption _callTimeout = Milliseconds(
        "--node-call-timeout",
        nameof(Defaults.CallTimeout),
        Defaults.CallTimeout,
        "How long a connection to a node, and a call for its state, may take");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _suspectAfter.AddTo(command);
        _lostAfter.AddTo(command);
        _callTimeout.AddTo(command);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reportInterval">How often the nodes report, when this process starts them; zero when it does not know.</param>
    /// <exception cref="UsageException">One is out of range, or they contradict each other.</exception>
    public Action<NodeConnectionOptions> Read(ParseResult parsed, TimeSpan reportInterval = default)
    {
        TimeSpan suspectAfter = _suspectAfter.Read(parsed), lostAfter = _lostAfter.Read(parsed), callTimeout = _callTimeout.Read(parsed);
        if (suspectAfter <= reportInterval)
        {
            throw new UsageException($"{_suspectAfter.Name} must be more than {ReportArgument.Name}");
        }

        if (lostAfter <= suspectAfter)
        {
            throw new UsageException($"{_lostAfter.Name} must be more than {_suspectAfter.Name}");
        }

        return options => (options.ReportTimeout, options.ConfirmedSilence, options.CallTimeout) = (suspectAfter, lostAfter, callTimeout);
    }

    private static MillisecondsOption Milliseconds(string name, string property, TimeSpan value, string description) =>
        new(name, typeof(NodeConnectionOptions), property, value, description);
}
