using System.CommandLine;
using FinCluster.Cli.Commands.Audit;
using FinCluster.Cli.Commands.Scaling;
using FinCluster.Cli.Commands.Market;
using FinCluster.Cli.Commands.Reviews;
using FinCluster.Cli.Commands.Quality;
using FinCluster.Cli.Native;
using FinCluster.Cli.Training;

namespace FinCluster.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class FinClusterCommand
{
    /// <summary>Makes the root command with all others below it.</summary>
    public static RootCommand Create() => new("FinCluster serves LLaMA-family models to brokerage applications.")
    {
        ServeCommand.Create(),
        GatewayCommand.Create(),
        NodeCommand.Create(),
        ScalerCommand.Create(),
        NodesCommand.Create(),
        AskCommand.Create(),
        ChatCommand.Create(),
        StatusCommand.Create(),
        ModelsCommand.Create(),
        EvalCommand.Create(),
        QualityCommand.Create(),
        EdgeCommand.Create(),
        SimulateCommand.Create(),
        SessionsCommand.Create(),
        TenantsCommand.Create(),
        AuditCommand.Create(TimeProvider.System),
        ReviewsCommand.Create(),
        MarketCommand.Create(TimeProvider.System),
        TrainCommand.Create(),
        AdapterCommand.Create(),
        NativeCommand.Create(),
    };
}
