using System.CommandLine;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster gateway</c>: serves clients with the nodes of a cluster of many machines.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8081");
        var gateway = new GatewayArguments();
        var cluster = new ClusterArguments();
        var nodes = new NodeConnectionArguments();
        var audit = new AuditLogArgument("none: nothing is recorded");
        var copies = new AuditCopyArguments();
        Option<string?> artifacts = new("--artifacts")
        {
            Description = "Folder of the catalog's files, from which nodes fetch; default: none, and nodes fetch from each other",
            HelpName = "folder",
        };
        Option<int> maxQueue = new("--max-queue")
        {
            Description = "Requests for a model that may wait before further ones are refused",
            HelpName = "n",
            DefaultValueFactory = _ => 256,
        };
        var command = new Command("gateway", "Serve clients with the nodes of a cluster, over the OpenAI API and gRPC");
        gateway.AddTo(command);
        server.AddTo(command);
        cluster.AddTo(command);
        nodes.AddTo(command);
        audit.AddTo(command);
        copies.AddTo(command);
        command.Add(artifacts);
        command.Add(maxQueue);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            ClusterAddress address = cluster.Require(parsed);
            AuditLogOptions? log = audit.Read(parsed, otherwise: null);
            AuditCopySettings copying = copies.Read(parsed, isRecording: log is not null);
            var options = new GatewayServerOptions
            {
                Gateway = gateway.Read(parsed, server, copying.Kept?.Sites),
                OpenControlPlane = (loggers, cancellation) => ControlPlane.OpenClusterAsync(address, ControlPlaneRole.Keeper, loggers, cancellation),
                ArtifactFolder = parsed.GetValue(artifacts) is { } folder
                    ? folder.Length > 0 ? Path.GetFullPath(folder) : throw new UsageException("--artifacts is empty")
                    : null,
                Audit = log,
                AuditCopies = copying,
                MaxQueuedRequests = parsed.GetValue(maxQueue) is >= 1 and <= 65_536 and int queue
                    ? queue
                    : throw new UsageException("--max-queue must be between 1 and 65536"),
                NodeConnection = nodes.Read(parsed),
                LogLevel = server.LogLevel(parsed),
            };
            await GatewayRun.RunAsync(parsed, "gateway", options, server, record: null, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
