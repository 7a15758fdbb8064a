using System.CommandLine;
using FinCluster.Core.Routing;

namespace FinCluster.Cli.Commands;

/// <summary>The option that says how a gateway chooses replicas.</summary>
internal sealed class RoutingArgument
{
    private readonly Option<string> _routing = new("--routing")
    {
        Description = $"How replicas are chosen: {string.Join(", ", RoutePolicies.Presets.Order(StringComparer.Ordinal))}, or scorers with their weights "
            + "as scorer=weight,…",
        HelpName = "policy",
        DefaultValueFactory = _ => RoutePolicies.DefaultPreset,
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_routing);

    /// <summary>Reads the option.</summary>
    /// <exception cref="UsageException">It names no policy.</exception>
    public RoutingOptions Read(ParseResult parsed)
    {
        try
        {
            return RoutingOptions.Parse(parsed.GetValue(_routing)!);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--routing: {e.Message}");
        }
    }
}
