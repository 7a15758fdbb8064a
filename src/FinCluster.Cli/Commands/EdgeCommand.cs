using System.CommandLine;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster edge</c>: how the edge decides what it answers itself.</summary>
internal static class EdgeCommand
{
    public static Command Create() => new("edge", "Learn and explain which requests the edge answers itself")
    {
        EdgeLearnCommand.Create(),
        EdgeExplainCommand.Create(),
        EdgeProbeCommand.Create(),
    };
}
