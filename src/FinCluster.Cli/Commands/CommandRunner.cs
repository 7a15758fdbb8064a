using System.CommandLine;
using FinCluster.Cli.Commands.Models;
using FinCluster.Cli.Native;
using FinCluster.Cluster.Local;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Core.Market;
using FinCluster.Gateway.Hosting;
using FinCluster.Grpc;
using FinCluster.Inference;
using FinCluster.Inference.Models;
using FinCluster.Node.Supervision;
using FinCluster.Training;

namespace FinCluster.Cli.Commands;

/// <summary>Runs the bodies of commands: what a user can mend becomes one line on standard error and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Gives a command its body.</summary>
    public static void SetBody(this Command command, Func<ParseResult, CancellationToken, Task<int>> body) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, body, cancellationToken));

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        try
        {
            return await body(parsed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (UsageException e)
        {
            await SayAsync(parsed, e.Message);
            return ExitCodes.Usage;
        }
        catch (GrpcException e)
        {
            await SayAsync(parsed, e.Detail.Length > 0 ? e.Detail : e.Message);
            return ExitCodes.Error;
        }
        catch (Exception e) when (IsForTheUser(e))
        {
            await SayAsync(parsed, e.Message);
            return ExitCodes.Error;
        }
    }

    private static bool IsForTheUser(Exception e) =>
        e is NativeLibraryException or EngineStartException or ModelFileException or NodeStartException
            or ControlPlaneUnavailableException or DataFolderException or TrainingException or RequestException or ListenRefusedException or ArtifactException
            or CatalogRefusalException or MarketCalendarException or AuditUnavailableException or AuditCopyException or InvalidDataException or IOException or UnauthorizedAccessException;

    private static Task SayAsync(ParseResult parsed, string message) =>
        parsed.InvocationConfiguration.Error.WriteLineAsync($"fincluster: {message}");
}
