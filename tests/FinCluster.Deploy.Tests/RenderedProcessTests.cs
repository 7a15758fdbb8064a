using System.Net;
using System.Net.Http.Json;
using FinCluster.Core.Hosting;
using FinCluster.Deploy.Tests.Charts;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;

namespace FinCluster.Deploy.Tests;

/// <summary>The chart's command lines start a cluster that answers, whose probes are well, and which drains.</summary>
public sealed class RenderedProcessTests
{
    private static readonly string[] Simulated = ["--engine", "simulated"];

    [Theory]
    [InlineData("simulated", ControlPlaneEngine.Redis)]
    [InlineData("defaults", ControlPlaneEngine.Orleans)]
    public async Task Roles_RenderedArguments_ServeAndDrain(string values, ControlPlaneEngine engine)
    {
        ControlPlaneEngines.Require(engine);
        RenderedChart chart = await RenderedChart.GetAsync(values);
        await using RedisServer redis = await RedisServer.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key"), "0123456789abcdef0123456789abcdef", TestTimeouts.Token);

        await using ChildProcess gateway = Start(chart, "gateway", redis, folder);
        ReadyLine gatewayReady = await gateway.WaitUntilReadyAsync();
        await using ChildProcess node = Start(chart, "node", redis, folder);
        ReadyLine nodeReady = await node.WaitUntilReadyAsync();

        using var http = new HttpClient { BaseAddress = new Uri($"http://{gatewayReady.Http}"), Timeout = TestTimeouts.Default };
        await Eventually.IsTrueAsync(async () => (await http.GetAsync("/health", TestTimeouts.Token)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/metrics", TestTimeouts.Token)).StatusCode);
        Assert.Equal(GrpcServingStatus.Serving, await HealthAsync(gatewayReady));
        Assert.Equal(GrpcServingStatus.Serving, await HealthAsync(nodeReady));
        Assert.Equal(GrpcServingStatus.Serving, await HealthAsync(nodeReady, "ready"));
        using HttpResponseMessage answer = await http.PostAsJsonAsync(
            "/v1/chat/completions", new { messages = new[] { new { role = "user", content = "What is a bond?" } }, max_tokens = 4 }, TestTimeouts.Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestTimeouts.Token));

        foreach (ChildProcess process in (ChildProcess[])[gateway, node])
        {
            await process.SignalAsync("TERM");
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, process.LastLines);
        }
    }

    private static async Task<GrpcServingStatus> HealthAsync(ReadyLine ready, string service = "")
    {
        using var channel = new GrpcChannel(new Uri($"http://{ready.Grpc}"), TimeProvider.System);
        return await GrpcHealthClient.CheckAsync(channel, service, TestTimeouts.Token);
    }

    private static ChildProcess Start(RenderedChart chart, string component, RedisServer redis, TemporaryFolder folder)
    {
        Workload workload = chart.Servers.Single(each => each.Component == component);
        IEnumerable<string> arguments = Here(workload.Arguments, redis, folder);
        return ChildProcess.Start(
            FinClusterProgram.Path,
            component == "node" && !workload.Arguments.Contains("--engine") ? arguments.Concat(Simulated) : arguments,
            new Dictionary<string, string?> { ["FINCLUSTER_DATA"] = folder.Path, ["FINCLUSTER_ADMIN_KEY"] = null });
    }

    // What the kubelet and the volumes would give, and ports that the system chooses; a node says by itself where it listens then.
    private static IEnumerable<string> Here(IReadOnlyList<string> arguments, RedisServer redis, TemporaryFolder folder)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--advertise")
            {
                i++;
                continue;
            }

            yield return arguments[i]
                .Replace("$(FINCLUSTER_REDIS)", redis.Uri, StringComparison.Ordinal)
                .Replace("$(POD_NAME)", "pod-0", StringComparison.Ordinal)
                .Replace("$(POD_IP):11111", "127.0.0.1:0", StringComparison.Ordinal)
                .Replace("/var/cache/fincluster", folder.File("cache"), StringComparison.Ordinal)
                .Replace("/etc/fincluster/admin/key", folder.File("key"), StringComparison.Ordinal)
                switch
                {
                    var text when text.StartsWith("0.0.0.0:", StringComparison.Ordinal) => "127.0.0.1:0",
                    var text => text,
                };
        }
    }
}
