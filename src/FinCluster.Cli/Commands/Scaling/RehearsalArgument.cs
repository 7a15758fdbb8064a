using System.CommandLine;
using System.Globalization;
using FinCluster.Scaler.Hosting;

namespace FinCluster.Cli.Commands.Scaling;

/// <summary>The option by which a scaler acts out another time.</summary>
internal sealed class RehearsalArgument
{
    private const double MaxSpeed = 3600;

    private readonly Option<string?> _rehearse = new("--rehearse")
    {
        Description = "Act as if it were this time, going on from there at this speed: what a day of the markets does to the pools can be seen beforehand",
        HelpName = "time[@speed]",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_rehearse);

    /// <summary>Reads the option; null without it.</summary>
    /// <exception cref="UsageException">It is no time, or no speed.</exception>
    public Rehearsal? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_rehearse) is not { } text)
        {
            return null;
        }

        string[] parts = text.Split('@');
        double speed = 1;
        return parts.Length is 1 or 2
            && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            && (parts.Length == 1 || double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out speed))
            && speed is >= 0.01 and <= MaxSpeed
                ? new Rehearsal(start, speed)
                : throw new UsageException($"--rehearse '{text}' is no time like 2026-11-23T09:00:00+08:00, or its speed, like @60, is not between 0.01 and {MaxSpeed}");
    }
}
