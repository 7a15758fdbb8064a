using System.CommandLine;

namespace FinCluster.Cli.Commands.Market;

/// <summary><c>fincluster market</c>: when exchanges trade.</summary>
internal static class MarketCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="time">What tells the present.</param>
    public static Command Create(TimeProvider time) => new("market", "Show when exchanges trade, and check calendars")
    {
        MarketShowCommand.Create(time),
        MarketCheckCommand.Create(),
    };
}
