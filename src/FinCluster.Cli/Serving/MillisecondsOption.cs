using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>An option that is a time in milliseconds, with the range of the property that it becomes.</summary>
internal sealed class MillisecondsOption
{
    private readonly Option<double> _option;
    private readonly RangeAttribute _range;

    /// <param name="name">The option.</param>
    /// <param name="owner">The options of which it is one.</param>
    /// <param name="property">The property that it becomes; its range is the option's.</param>
    /// <param name="value">What it is unless the command line says otherwise.</param>
    /// <param name="description">What it means.</param>
    public MillisecondsOption(string name, Type owner, string property, TimeSpan value, string description)
    {
        _range = owner.GetProperty(property)!.GetCustomAttribute<RangeAttribute>()!;
        _option = new Option<double>(name) { Description = description, HelpName = "ms", DefaultValueFactory = _ => value.TotalMilliseconds };
    }

    /// <summary>Gets its name.</summary>
    public string Name => _option.Name;

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>Reads the time.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public TimeSpan Read(ParseResult parsed)
    {
        double value = parsed.GetValue(_option);
        double low = Bound(_range.Minimum), high = Bound(_range.Maximum);
        return value >= low && value <= high
            ? TimeSpan.FromMilliseconds(value)
            : throw new UsageException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{Name} must be between {low} and {high} milliseconds, it is {value}"));
    }

    private static double Bound(object bound) =>
        TimeSpan.Parse(bound.ToString()!, System.Globalization.CultureInfo.InvariantCulture).TotalMilliseconds;
}
