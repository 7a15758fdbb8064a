using System.CommandLine;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The option that names a market calendar.</summary>
internal sealed class CalendarArgument
{
    private readonly Option<string?> _calendar = new("--calendar")
    {
        Description = "A file with a market calendar (docs/market.md); default the one of the program",
        HelpName = "file",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_calendar);

    /// <summary>Reads the calendar.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public CalendarFile Read(ParseResult parsed)
    {
        string? path = parsed.GetValue(_calendar);
        return path is null || File.Exists(path) ? new CalendarFile(path) : throw new UsageException($"there is no file '{path}'");
    }
}
