using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Client;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster nodes</c>: the nodes of the cluster.</summary>
internal static class NodesCommand
{
    public static Command Create() => new("nodes", "List and drain the nodes of the cluster") { List(), Drain() };

    private static Command List()
    {
        var json = new JsonOption();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("list", "List nodes");
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            ListNodesResponse response = await server.CallAsync(AdminMethods.ListNodes, new ListNodesRequest(), cancellationToken);
            await json.WriteAsync(parsed, StatusReports.Of(response.Nodes), CliJson.Wire.IReadOnlyListNodeReport, ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Drain()
    {
        Argument<string> id = new("id") { Description = "The node" };
        var client = ClientArguments.ForAdministrators();
        var command = new Command("drain", "Let a node finish what it has, take nothing new, and end") { id };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            await server.CallAsync(AdminMethods.DrainNode, new DrainNodeRequest { Id = parsed.GetValue(id)! }, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToTable(IReadOnlyList<NodeReport> nodes)
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

        return table.ToString();
    }
}
