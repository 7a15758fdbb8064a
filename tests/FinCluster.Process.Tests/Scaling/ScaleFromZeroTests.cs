using System.Text;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Scaling;

/// <summary>A cluster whose gateways run before any node does.</summary>
public sealed class ScaleFromZeroTests
{
    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Request_BeforeTheFirstNode_IsPostedAsDemandAndAnsweredByIt(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(engine, gateways: 0, nodes: 0);
        GatewayProcess gateway = await cluster.AddGatewayAsync("--scales-from-zero", "simulated");
        using var body = new StringContent(
            """{"model":"simulated","messages":[{"role":"user","content":"?"}],"max_tokens":5}""", Encoding.UTF8, "application/json");
        Task<HttpResponseMessage> asked = gateway.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), body, TestTimeouts.Token);
        if (engine == ControlPlaneEngine.Redis)
        {
            await Eventually.IsTrueAsync(async () => await ReadPostAsync(cluster) is [{ Model: "simulated", Requests: 1, QueuedRequests: 1 }]);
        }

        Assert.False(asked.IsCompleted);
        await cluster.AddNodeAsync("n0", "--engine", "simulated");

        using HttpResponseMessage answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestTimeouts.Token));
        Assert.DoesNotContain("cannot be posted", gateway.Process.LastLines, StringComparison.Ordinal);
        if (engine == ControlPlaneEngine.Redis)
        {
            await Eventually.IsTrueAsync(async () =>
                await ReadPostAsync(cluster) is [{ Requests: 1, Answers: 1, OutputTokens: 5, QueuedRequests: 0, RunningRequests: 0 }]);
        }
    }

    private static async Task<ModelDemand[]> ReadPostAsync(TestCluster cluster) =>
        await cluster.Redis.CommandAsync("HVALS", "fc1:fincluster:{demand}:posts") is { Length: > 0 } text ? [.. GatewayDemandText.Parse(text).Models] : [];
}
