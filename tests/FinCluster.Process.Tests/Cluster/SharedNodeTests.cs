using System.Net.Http.Json;
using FinCluster.Contracts.V1;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Cluster;

/// <summary>Two gateways that both have more work than the one node takes.</summary>
public sealed class SharedNodeTests
{
    private const int Sequences = 4;

    // What all gateways together may send at once: 1.25 for each sequence. If each of the two sent as much, six would always wait.
    private const int Capacity = 5;

    private const int Share = Capacity / 2;

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Queue_TwoGatewaysAreOverloaded_StaysShortAndUrgentWorkPassesTheBacklog(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            engine, gateways: 2, nodes: 1, "--engine", "simulated", "--simulate", "step=8,answer=10000", "--parallel", $"{Sequences}");
        using var stopping = new CancellationTokenSource();
        var batch = new Backlog(cluster.Gateways[0], "batch", stopping.Token);
        await batch.WaitForAnswersAsync(4 * Capacity);
        Load alone = await WatchAsync(cluster, batch, answers: 6 * Capacity);
        var standard = new Backlog(cluster.Gateways[1], "standard", stopping.Token);

        // The batch gateway is back within its share when as many answers have ended as it had borrowed.
        Load returning = await WatchAsync(cluster, standard, answers: 2 * Capacity);
        Load both = await WatchAsync(cluster, standard, answers: 6 * Capacity);
        int before = batch.Answers + standard.Answers;
        await AskAsync(cluster.Gateways[1], "realtime", maxTokens: 1, CancellationToken.None);
        int meanwhile = batch.Answers + standard.Answers - before;
        await stopping.CancelAsync();
        await batch.Stopped;
        await standard.Stopped;

        Assert.InRange(alone.MeanRunning, Sequences - 1, Sequences);
        Assert.InRange(returning.MostQueued, 0, Capacity - Sequences + Share + 1);
        Assert.InRange(both.MeanQueued, 0, Capacity - Sequences + Share);

        // One turn until a place at its gateway is free, one behind what waits in the node.
        Assert.InRange(meanwhile, 0, 2 * Capacity);
    }

    /// <summary>Looks at the node until a backlog has had so many more answers.</summary>
    private static async Task<Load> WatchAsync(TestCluster cluster, Backlog backlog, int answers)
    {
        var seen = new List<Statistics>();
        int until = backlog.Answers + answers;
        await TestCluster.WaitUntilAsync(cluster.Gateways[0], status =>
        {
            seen.Add(status.Nodes.Single().Replicas.Single().Statistics);
            return backlog.Answers >= until;
        });
        return new Load(
            seen.Average(statistics => statistics.RunningRequests),
            seen.Average(statistics => statistics.QueuedRequests),
            seen.Max(statistics => statistics.QueuedRequests));
    }

    private static async Task AskAsync(GatewayProcess gateway, string value, int maxTokens, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Headers.Add("x-fincluster-class", value);
        request.Content = JsonContent.Create(new { messages = new[] { new { role = "user", content = "问" } }, max_tokens = maxTokens });
        using HttpResponseMessage response = await gateway.Http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private readonly record struct Load(double MeanRunning, double MeanQueued, int MostQueued);

    /// <summary>Many clients of one gateway that ask again and again.</summary>
    private sealed class Backlog
    {
        private const int Clients = 12;

        private int _answers;

        public Backlog(GatewayProcess gateway, string value, CancellationToken cancellationToken)
        {
            Stopped = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskOnAsync(gateway, value, 20 + client, cancellationToken)));
        }

        public Task Stopped { get; }

        public int Answers => Volatile.Read(ref _answers);

        public Task WaitForAnswersAsync(int count) => Eventually.IsTrueAsync(() => Answers >= count);

        private async Task AskOnAsync(GatewayProcess gateway, string value, int maxTokens, CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    await AskAsync(gateway, value, maxTokens, cancellationToken);
                    Interlocked.Increment(ref _answers);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The test is over.
            }
        }
    }
}
