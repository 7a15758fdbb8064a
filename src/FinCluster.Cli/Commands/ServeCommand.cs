using System.CommandLine;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster serve</c>: a gateway and its nodes on this machine.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8081");
        var gateway = new GatewayArguments();
        var cluster = new ClusterArguments();
        var engine = new EngineArguments();
        var edge = new EdgeArgument();
        var connection = new NodeConnectionArguments();
        var report = new ReportArgument();
        var liveness = new LivenessArguments();
        var audit = new AuditLogArgument("audit in the data folder");
        var copies = new AuditCopyArguments();
        Option<string> data = new("--data")
        {
            Description = $"Folder of sessions and tenants; default ${DataFolder.Variable}, else your data folder",
            HelpName = "folder",
            DefaultValueFactory = _ => DataFolder.Default,
        };
        Option<int> nodes = new("--nodes")
        {
            Description = "Node processes, each with its own copy of every model's KV cache",
            HelpName = "n",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("serve", "Serve models on this machine over the OpenAI API and gRPC");
        gateway.AddTo(command);
        server.AddTo(command);
        command.Add(data);
        command.Add(nodes);
        cluster.AddTo(command);
        connection.AddTo(command);
        report.AddTo(command);
        liveness.AddTo(command);
        audit.AddTo(command);
        copies.AddTo(command);
        engine.AddTo(command);
        edge.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string folder = DataFolder.Parse(parsed.GetValue(data)!);
            ClusterAddress? address = cluster.Read(parsed);
            TimeSpan reportInterval = report.Read(parsed);
            EngineSet engines = await engine.ReadAsync(parsed, cancellationToken);
            EngineSet? edgeEngines = edge.Read(parsed, engines);
            AuditLogOptions? log = audit.Read(parsed, Path.Combine(folder, "audit"));
            AuditCopySettings copying = copies.Read(parsed, isRecording: log is not null);
            var options = new GatewayServerOptions
            {
                Gateway = gateway.Read(parsed, server, copying.Kept?.Sites, folder, edgeEngines?.Names.Single()),
                OpenControlPlane = (loggers, cancellation) => address is null
                    ? ControlPlane.OpenLocalAsync(folder, loggers, cancellation)
                    : ControlPlane.OpenClusterAsync(address, ControlPlaneRole.Keeper, loggers, cancellation),
                ArtifactFolder = Path.Combine(folder, CatalogStore.ArtifactsFolder),
                Audit = log,
                AuditCopies = copying,
                NodeNamePrefix = address is null ? "" : $"{Environment.MachineName}-{Environment.ProcessId}-",
                Engines = engines,
                EdgeEngines = edgeEngines,
                MaxQueuedRequests = engine.MaxQueuedRequests(parsed),
                Nodes = parsed.GetValue(nodes) is >= 1 and <= 64 and int count ? count : throw new UsageException("--nodes must be between 1 and 64"),
                NodeConnection = connection.Read(parsed, reportInterval),
                ReportInterval = reportInterval,
                Liveness = liveness.Read(parsed),
                LogLevel = server.LogLevel(parsed),
            };
            await GatewayRun.RunAsync(parsed, "serve", options, server, ready => ServerRecord.Write(folder, ready), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}
