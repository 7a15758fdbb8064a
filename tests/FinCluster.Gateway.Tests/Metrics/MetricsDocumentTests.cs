using System.Text.RegularExpressions;
using FinCluster.Gateway.Metrics;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Metrics;

public sealed partial class MetricsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "metrics.md"));

    [Fact]
    public async Task Document_EveryMetricOfARunningGateway_IsDescribedWithItsKind()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, new FakeInferenceEngine());
        await (await gateway.ChatAsync()).JsonAsync();

        string page = await gateway.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestTimeouts.Token);

        (string Name, string Kind)[] shown = [.. TypeLine().Matches(page).Select(line => (line.Groups[1].Value, line.Groups[2].Value))];
        Assert.All(shown, metric => Assert.Contains($"| `{metric.Name}` | {metric.Kind} |", Document, StringComparison.Ordinal));
        Assert.Superset(
            new HashSet<string>(["fincluster_gateway_route_decisions_total", "fincluster_gateway_route_duration_seconds", .. NodeMetrics.Names]),
            shown.Select(metric => metric.Name).ToHashSet());
    }

    [Fact]
    public async Task Metrics_LongPromptIsRouted_CountsItsBlocks()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, new FakeInferenceEngine());
        string question = new('问', 640);
        await (await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{question}}"}]}""")).JsonAsync();
        await (await gateway.PostAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{question}}"}]}""")).JsonAsync();

        string page = await gateway.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestTimeouts.Token);

        // 1,921 bytes are 30 whole blocks: new for the first prompt, expected at its node for the second.
        Assert.Contains("fincluster_gateway_route_prefix_blocks_total{held=\"yes\"} 30\n", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_route_prefix_blocks_total{held=\"no\"} 30\n", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_route_decisions_total{policy=\"prefix-aware\",outcome=\"routed\"} 2\n", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
