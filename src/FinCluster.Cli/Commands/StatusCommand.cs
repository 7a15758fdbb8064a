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
        var table = new TextTable("NODE", "ADDRESS", "STATE", "MODEL", "RUNNING", "QUEUED", "KV PINNED", "KV USED", "GENERATED", "IN MODEL");
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
                    Share(replica.KvCellsPinned, replica.KvCellsTotal),
                    Share(replica.KvCellsUsed, replica.KvCellsTotal),
                    Text(replica.GeneratedTokens),
                    Share(replica.DecodeSeconds, replica.BusySeconds));
            }
        }

        var uptime = TimeSpan.FromSeconds(Math.Floor(report.UptimeSeconds));
        return $"FinCluster {report.Version}, up {uptime:c}, {report.ActiveRequests} active, {report.Failovers} failovers\n{table}";
    }

    private static string Share(double part, double whole) => whole == 0 ? "-" : (part / whole).ToString("P0", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
