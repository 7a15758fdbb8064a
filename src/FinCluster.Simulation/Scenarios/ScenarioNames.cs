using System.Collections.Immutable;
using System.Text.Json;

namespace FinCluster.Simulation.Scenarios;

/// <summary>The names of scenarios on the command line and in reports, as <c>half-day</c>.</summary>
public static class ScenarioNames
{
    /// <summary>Gets all names.</summary>
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<Scenario>().Select(Of)];

    /// <summary>Gets a scenario's name.</summary>
    public static string Of(Scenario scenario) => JsonNamingPolicy.KebabCaseLower.ConvertName(scenario.ToString());

    /// <summary>Finds a scenario by its name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static Scenario Parse(string name)
    {
        int found = All.IndexOf(name);
        return found >= 0 ? (Scenario)found : throw new FormatException($"there is no scenario '{name}'; there are {string.Join(", ", All)}");
    }
}
