using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Gateway.Compliance.Monitoring;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say how a gateway watches the quality of its answers.</summary>
internal sealed class QualityArguments
{
    private const double MinutesOfDay = 24 * 60;

    private readonly Option<string?> _baseline = new("--quality-baseline")
    {
        Description = "Folder with drift-baseline.json, what requests usually are like, which is made when it is not there; default: the data folder of `serve`, else none",
        HelpName = "folder",
    };

    private readonly Option<double?> _rollback = new("--quality-rollback")
    {
        Description = "How long an alarm about a release must hold before its alias is moved back; default: never",
        HelpName = "minutes",
    };

    private readonly Option<double> _within = new("--quality-rollback-within")
    {
        Description = "How long after an alias has moved it may be moved back",
        HelpName = "minutes",
        DefaultValueFactory = _ => MinutesOfDay,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_baseline);
        command.Add(_rollback);
        command.Add(_within);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="dataFolder">Where the baseline is unless the command line says otherwise; null for nowhere.</param>
    /// <exception cref="UsageException">An option is out of range.</exception>
    public DriftOptions Read(ParseResult parsed, string? dataFolder) => new()
    {
        Folder = parsed.GetValue(_baseline) switch
        {
            null => dataFolder,
            "" => throw new UsageException($"{_baseline.Name} is empty"),
            string folder => Path.GetFullPath(folder),
        },
        RollbackAfter = parsed.GetValue(_rollback) is { } minutes ? Minutes(_rollback.Name, minutes, MinutesOfDay) : null,
        RollbackWithin = Minutes(_within.Name, parsed.GetValue(_within), 30 * MinutesOfDay),
    };

    private static TimeSpan Minutes(string name, double minutes, double most) => minutes >= 1 && minutes <= most
        ? TimeSpan.FromMinutes(minutes)
        : throw new UsageException($"{name} must be between 1 and {most} minutes");
}
