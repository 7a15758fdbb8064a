using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster status</c>: how the server and its nodes are.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new JsonOption();
        var client = ClientArguments.ForRunningServer();
        var command = new Command("status", "Show the server, its nodes and their load");
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            GetStatusResponse response = await server.CallAsync(PublicMethods.GetStatus, new GetStatusRequest(), cancellationToken);
            StatusReport report = StatusReports.Of(response);
            await json.WriteAsync(parsed, report, CliJson.Wire.StatusReport, ToText);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToText(StatusReport report)
    {
        var table = new TextTable("NODE", "ADDRESS", "STATE", "MODEL", "RUNNING", "QUEUED", "KV USED", "GENERATED", "IN MODEL");
        foreach (NodeReport node in report.Nodes)
        {
            foreach (ReplicaReport replica in node.Replicas)
            {
                table.Add(
                    node.Id,
                    node.Address,
                    node.Reachable ? node.State : "unreachable",
                    replica.Model,
                    Text(replica.Running),
                    Text(replica.Queued),
                    replica.KvCellsTotal == 0
                        ? "-"
                        : ((double)replica.KvCellsUsed / replica.KvCellsTotal).ToString("P0", CultureInfo.InvariantCulture),
                    Text(replica.GeneratedTokens),
                    replica.BusySeconds == 0 ? "-" : (replica.DecodeSeconds / replica.BusySeconds).ToString("P0", CultureInfo.InvariantCulture));
            }
        }

        var uptime = TimeSpan.FromSeconds(Math.Floor(report.UptimeSeconds));
        return $"FinCluster {report.Version}, up {uptime:c}, {report.ActiveRequests} active, {report.Failovers} failovers\n{table}";
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
