using System.Text.RegularExpressions;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Command lines are such that the program takes them.</summary>
internal static partial class ArgumentInvariants
{
    private static readonly string[] Repeatable = ["--model", "--adapter"];

    /// <summary>Every option is one of the role's own, as `--help` lists them.</summary>
    public static IEnumerable<string> OptionsExist(RenderedChart chart) =>
        from workload in chart.Workloads
        where workload.Component != "redis" && workload.Arguments.Count > 0
        let known = ProgramHelp.OptionsOf(workload.Arguments[0])
        from argument in workload.Arguments
        where argument.StartsWith("--", StringComparison.Ordinal) && !known.Contains(argument)
        select $"{workload}: `fincluster {workload.Arguments[0]}` has no option {argument}";

    public static IEnumerable<string> OptionsComeOnce(RenderedChart chart) =>
        from workload in chart.Servers
        from option in workload.Arguments.Where(each => each.StartsWith("--", StringComparison.Ordinal) && !Repeatable.Contains(each)).GroupBy(each => each)
        where option.Count() > 1
        select $"{workload} has {option.Key} more than once";

    /// <summary>What the kubelet is to put into arguments it knows from the container's environment.</summary>
    public static IEnumerable<string> VariablesAreDefined(RenderedChart chart) =>
        from workload in chart.Workloads
        from container in workload.AllContainers
        let defined = container.ItemsAt("env").Select(variable => variable.TextAt("name")).ToHashSet()
        from argument in container.TextsAt("args")
        from Match variable in Variable().Matches(argument)
        where !defined.Contains(variable.Groups[1].Value)
        select $"{workload} uses {variable.Value}, which is nothing";

    /// <summary>Gateways, nodes and scaler are of one cluster, with one engine.</summary>
    public static IEnumerable<string> RolesShareTheCluster(RenderedChart chart)
    {
        string[] clusters =
        [
            .. chart.Servers.Where(each => each.Component != "redis").Select(each => $"{each.Option("--cluster")} {each.Option("--cluster-name")}").Distinct(),
        ];
        if (clusters.Length != 1 || clusters[0].StartsWith(' '))
        {
            yield return $"the roles are in {string.Join(" and ", clusters)}";
        }
    }

    /// <summary>Nodes that share a folder of files differ by name, and a node has the same name after a restart.</summary>
    public static IEnumerable<string> NodesAreNamedByTheirPods(RenderedChart chart) =>
        from workload in chart.Servers
        where workload.Component == "node" && workload.Option("--name") != "$(POD_NAME)"
        select $"{workload} has the name {workload.Option("--name")}";

    /// <summary>A number is written as the program reads it, not as 1e+06.</summary>
    public static IEnumerable<string> NumbersAreWhole(RenderedChart chart) =>
        from workload in chart.Workloads
        from argument in workload.Arguments
        where Exponent().IsMatch(argument)
        select $"{workload} has {argument}";

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\d(\.\d+)?e[+-]\d+$")]
    private static partial Regex Exponent();
}
