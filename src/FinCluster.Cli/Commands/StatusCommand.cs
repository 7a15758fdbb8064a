using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster status</c>: how the server and its nodes are.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("status", "Show the server, its nodes and their load") { json };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            GetStatusResponse response = await server.Channel.UnaryAsync(
                PublicMethods.GetStatus, new GetStatusRequest(), server.Call, cancellationToken);
            StatusReport report = ToReport(response);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(report, CliJson.Wire.StatusReport)
                : ToText(report));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static StatusReport ToReport(GetStatusResponse status) => new(
        status.Version, status.UptimeSeconds, status.ActiveRequests, status.Failovers,
        [.. status.Nodes.Select(node => new NodeReport(
            node.Id, node.Address, node.State, node.Reachable, [.. node.Replicas.Select(ToReport)]))]);

    private static ReplicaReport ToReport(ReplicaStatus replica)
    {
        Statistics statistics = replica.Statistics ?? new Statistics();
        return new ReplicaReport(
            replica.Model.Name, statistics.RunningRequests, statistics.QueuedRequests, statistics.KvCellsUsed, statistics.KvCellsTotal,
            statistics.PrefilledTokens, statistics.CachedTokens, statistics.GeneratedTokens, statistics.DecodeSeconds,
            statistics.BusySeconds, statistics.LoopAllocatedBytes);
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
                    replica.KvCellsTotal == 0 ? "-" : ((double)replica.KvCellsUsed / replica.KvCellsTotal).ToString("P0", CultureInfo.InvariantCulture),
                    Text(replica.GeneratedTokens),
                    replica.BusySeconds == 0 ? "-" : (replica.DecodeSeconds / replica.BusySeconds).ToString("P0", CultureInfo.InvariantCulture));
            }
        }

        var uptime = TimeSpan.FromSeconds(Math.Floor(report.UptimeSeconds));
        return $"FinCluster {report.Version}, up {uptime:c}, {report.ActiveRequests} active, {report.Failovers} failovers\n{table}";
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
