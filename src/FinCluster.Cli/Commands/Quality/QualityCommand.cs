using System.CommandLine;

namespace FinCluster.Cli.Commands.Quality;

/// <summary><c>fincluster quality</c>: whether answers are as they should be.</summary>
internal static class QualityCommand
{
    public static Command Create() => new("quality", "Show how requests drift from what was usual, and whether a quality metric follows the business's figures")
    {
        QualityReportCommand.Create(),
        QualityKpiCommand.Create(),
    };
}
