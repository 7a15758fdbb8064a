using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Node.Hosting;

namespace FinCluster.Cli.Serving;

/// <summary>How a node finds out that no token comes out of it.</summary>
/// <param name="StallLimit">How long an engine may have work without a token.</param>
/// <param name="CanaryInterval">How long an engine has nothing to do before it is asked for a token; zero for never.</param>
internal sealed record LivenessLimits(TimeSpan StallLimit, TimeSpan CanaryInterval)
{
    /// <summary>What holds unless the command line says otherwise.</summary>
    public static readonly LivenessLimits Default = new(NodeOptions.DefaultStallLimit, NodeOptions.DefaultCanaryInterval);

    /// <summary>Gets the command line that says the same.</summary>
    public IEnumerable<string> ToArguments() =>
    [
        LivenessArguments.StallLimitName, Milliseconds(StallLimit),
        LivenessArguments.CanaryIntervalName, Milliseconds(CanaryInterval),
    ];

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The options that say when a node counts as lost although its process answers; <c>serve</c> hands them on to its nodes.</summary>
internal sealed class LivenessArguments
{
    /// <summary>The option of <see cref="LivenessLimits.StallLimit"/>.</summary>
    public const string StallLimitName = "--stall-limit";

    /// <summary>The option of <see cref="LivenessLimits.CanaryInterval"/>.</summary>
    public const string CanaryIntervalName = "--canary-interval";

    private readonly MillisecondsOption _stallLimit = new(
        StallLimitName,
        typeof(NodeOptions),
        nameof(NodeOptions.StallLimit),
        NodeOptions.DefaultStallLimit,
        "Time that a model may have work and give no token before its node counts as lost");

    private readonly MillisecondsOption _canaryInterval = new(
        CanaryIntervalName,
        typeof(NodeOptions),
        nameof(NodeOptions.CanaryInterval),
        NodeOptions.DefaultCanaryInterval,
        "Time without work after which a model is asked for a token, to see whether one comes; 0 for never");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _stallLimit.AddTo(command);
        _canaryInterval.AddTo(command);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">One is out of range.</exception>
    public LivenessLimits Read(ParseResult parsed) => new(_stallLimit.Read(parsed), _canaryInterval.Read(parsed));
}
