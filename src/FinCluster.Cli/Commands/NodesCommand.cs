using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster nodes</c>: the nodes of the cluster.</summary>
internal static class NodesCommand
{
    public static Command Create() => new("nodes", "List and drain the nodes of the cluster") { List(), Drain() };

    private static Command List()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("list", "List nodes") { json };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            GetStatusResponse status = await server.Channel.UnaryAsync(
                PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, cancellationToken);
            IReadOnlyList<NodeReport> nodes = StatusReports.Of(status).Nodes;
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(nodes, CliJson.Wire.IReadOnlyListNodeReport)
                : ToTable(nodes).ToString());
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Drain()
    {
        Argument<string> id = new("id") { Description = "The node" };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("drain", "Let a node finish what it has, take nothing new, and end") { id };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            await server.Channel.UnaryAsync(
                PublicMethods.DrainNode, new DrainNodeRequest { Id = parsed.GetValue(id)! }, GrpcCallOptions.Default, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static TextTable ToTable(IReadOnlyList<NodeReport> nodes)
    {
        var table = new TextTable("NODE", "ADDRESS", "TIER", "STATE", "MODELS", "RUNNING", "QUEUED");
        foreach (NodeReport node in nodes)
        {
            table.Add(
                node.Id,
                node.Address,
                node.Tier,
                node.Reachable ? node.State : "unreachable",
                string.Join(',', node.Replicas.Select(replica => replica.Model)),
                node.Replicas.Sum(replica => replica.Running).ToString(CultureInfo.InvariantCulture),
                node.Replicas.Sum(replica => replica.Queued).ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }
}
