using System.Text.RegularExpressions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Metrics;

/// <summary>docs/metrics.md has the metrics of GET /metrics, and no others.</summary>
public sealed partial class MetricsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "metrics.md"));

    [Fact]
    public async Task Document_Metrics_AreThoseOfThePage()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, new FakeInferenceEngine());
        await using RunningGateway started = gateway;
        await (await gateway.ChatAsAsync(key)).JsonAsync();
        await (await gateway.GetAsync("/admin/v1/tenants")).JsonAsync();

        string page = await PageWithNodesAsync(gateway);

        Assert.Equal(
            PageName().Matches(page).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal),
            DocumentName().Matches(Document).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Contains("fincluster_gateway_tenant_requests_total{tenant=\"acme\",outcome=\"admitted\"} 1", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_gateway_tenant_tokens_total{tenant=\"acme\"} 9", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_BeyondTheMost_ShareOneSeries()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        AdmissionMetrics metrics = gateway.Services.GetRequiredService<AdmissionMetrics>();
        for (int i = 0; i < AdmissionMetrics.MaxTenants + 50; i++)
        {
            metrics.OnSettled(new TenantId($"t{i}"), 1);
        }

        string page = await (await gateway.GetAsync("/metrics")).TextAsync();

        Assert.Contains("fincluster_gateway_tenant_tokens_total{tenant=\"other\"} 50", page, StringComparison.Ordinal);
        Assert.Equal(AdmissionMetrics.MaxTenants + 1, Regex.Count(page, "^fincluster_gateway_tenant_tokens_total", RegexOptions.Multiline));
    }

    // A node's metrics are on the page from its first report on.
    private static Task<string> PageWithNodesAsync(RunningGateway gateway) => Eventually.GetAsync(
        async () => await (await gateway.GetAsync("/metrics")).TextAsync(), page => page.Contains("fincluster_replica_", StringComparison.Ordinal));

    [GeneratedRegex("^# TYPE ([^ ]+)", RegexOptions.Multiline)]
    private static partial Regex PageName();

    // The scaler is another process, and has a test of its own.
    [GeneratedRegex(@"^\| `((?!fincluster_scaler_)[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentName();
}
