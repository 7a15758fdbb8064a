using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Cluster;

/// <summary>The short form of loadtests/affinity.sh.</summary>
public sealed class ClusterAffinityTests
{
    private const int Requests = 240;

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Sessions_GatewaysRestartOneAfterTheOther_StayWithTheirNodesAndLoseNothing(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, 3, 3, "--engine", "simulated", "--parallel", "32");
        ReadyLine[] gateways = [.. cluster.Gateways.Select(gateway => gateway.Ready)];
        string[] targets = [$"grpc://{gateways[0].Grpc}", $"http://{gateways[1].Http}", $"grpc://{gateways[2].Grpc}"];

        Task restarts = RestartAllAsync(cluster);
        var runs = new List<JsonElement>();
        do
        {
            runs.Add(await LoadAsync(targets));
        }
        while (!restarts.IsCompleted);
        await restarts;

        Assert.All(runs, run => Assert.Equal((Requests, 0), (run.GetProperty("requests").GetInt32(), run.GetProperty("refused").GetInt32())));
        JsonElement[] affinities = [.. runs.Select(run => run.GetProperty("affinity"))];
        Assert.All(affinities, affinity => Assert.Equal(Requests * 9 / 10, affinity.GetProperty("turns").GetInt32()));
        Assert.All(affinities, affinity => Assert.Equal(1, affinity.GetProperty("share").GetDouble()));
        Assert.InRange(runs.Sum(run => run.GetProperty("retried").GetInt32()), 1, runs.Count * Requests);
        Session[] stored = await ReadSessionsAsync(cluster.Gateways[0]);
        Assert.Equal(runs.Count * Requests, stored.Sum(session => session.Version));
        Assert.All(stored, session => Assert.Equal((10, 20), (session.Version, session.MessageCount)));
    }

    private static async Task RestartAllAsync(TestCluster cluster)
    {
        foreach (GatewayProcess gateway in cluster.Gateways.ToArray())
        {
            await cluster.RestartGatewayAsync(gateway);
            await cluster.WaitUntilKnownAsync();
        }
    }

    private static async Task<JsonElement> LoadAsync(string[] targets)
    {
        // Two at a time: a conversation leaves its node for a shorter queue, and here there is none to flee from, however slow the machine is.
        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator,
            [.. targets.SelectMany(target => (string[])["--target", target]), "--trace", "sessions", "--stored-sessions", "--sessions", "24", "--turns", "10", "--requests", $"{Requests}", "--warm-up", "0",
             "--concurrency", "2", "--output-tokens", "12"]);

        Assert.True(load.ExitCode == 0, load.LastLines);
        return JsonDocument.Parse(string.Concat(load.Output)).RootElement.GetProperty("runs")[0];
    }

    private static async Task<Session[]> ReadSessionsAsync(GatewayProcess gateway)
    {
        var sessions = new List<Session>();
        var request = new ListSessionsRequest { PageSize = 1_000 };
        do
        {
            ListSessionsResponse page = await gateway.Grpc.UnaryAsync(
                PublicMethods.ListSessions, request, GrpcCallOptions.Default, TestTimeouts.Token);
            sessions.AddRange(page.Sessions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return [.. sessions];
    }
}
