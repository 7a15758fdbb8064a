using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>Alerts and the dashboard read metrics that there are.</summary>
public sealed class MonitoringTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "deploy");

    [Fact]
    public async Task Alerts_Expressions_ReadMetricsOfThePage()
    {
        JsonNode[] rules = await AlertsAsync();

        Assert.True(rules.Length >= 10);
        Assert.Empty(rules.SelectMany(rule => MetricsPage.ProblemsOf(rule.TextAt("expr")!).Select(problem => $"{rule.TextAt("alert")}: {problem}")));
    }

    [Fact]
    public async Task Alerts_EachOne_SaysHowBadItIsAndWhatToDo() => Assert.All(await AlertsAsync(), rule =>
    {
        Assert.Contains(rule.TextAt("labels.severity"), (string[])["critical", "warning", "info"]);
        Assert.NotNull(rule.TextAt("annotations.summary"));
        Assert.NotNull(rule.TextAt("annotations.description"));
    });

    [Fact]
    public async Task Dashboard_Expressions_ReadMetricsOfThePage()
    {
        JsonNode dashboard = await DashboardAsync();
        string[] expressions =
        [
            .. PanelsOf(dashboard).SelectMany(panel => panel.ItemsAt("targets")).Select(target => target.TextAt("expr")!.Replace("$__rate_interval", "5m", StringComparison.Ordinal)),
            .. dashboard.ItemsAt("templating.list").Where(each => each.TextAt("type") == "query").Select(each => each.TextAt("query.query")!.Split(',')[0].Replace("label_values(", "", StringComparison.Ordinal)),
        ];

        Assert.True(expressions.Length >= 15);
        Assert.Empty(expressions.SelectMany(MetricsPage.ProblemsOf));
    }

    [Fact]
    public async Task Dashboard_Panels_HaveTitlesUnitsAndTheirOwnPlace()
    {
        JsonNode[] panels = [.. PanelsOf(await DashboardAsync())];

        Assert.Equal(panels.Length, panels.Select(panel => panel.NumberAt("id")).Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(panel => panel.At("gridPos")!.ToJsonString()).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.False(string.IsNullOrEmpty(panel.TextAt("title")));
            Assert.False(string.IsNullOrEmpty(panel.TextAt("description")));
            Assert.NotNull(panel.TextAt("fieldConfig.defaults.unit"));
            Assert.Equal("prometheus", panel.TextAt("datasource.type"));
        });
    }

    [Theory]
    [InlineData("check", "config", "prometheus.yaml", "rules found")]
    [InlineData("test", "rules", "alerts.test.yaml", "SUCCESS")]
    public async Task Prometheus_Files_PassPromtool(string command, string what, string file, string sign)
    {
        ToolResult? result = await Tool.TryRunAsync("promtool", [command, what, Path.Combine(Folder, "prometheus", file)]);
        Assert.SkipWhen(result is null, "promtool is not installed; ./test.sh installs it where it may (tests/deploy/install.sh)");

        Assert.True(result!.ExitCode == 0, result.Output + result.Error);
        Assert.Contains(sign, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate(fincluster_gateway_errors_total[5m])", 0)]
    [InlineData("histogram_quantile(0.9, sum by (le, model) (rate(gen_ai_server_time_to_first_token_seconds_bucket[5m])))", 0)]
    [InlineData("fincluster_gateway_error_total", 1)]
    [InlineData("gen_ai_server_time_to_first_token_seconds", 1)]
    [InlineData("rate(fincluster_gateway_queue_length[5m])", 1)]
    public void Problems_Expression_AreFound(string expression, int problems) => Assert.Equal(problems, MetricsPage.ProblemsOf(expression).Count());

    private static async Task<JsonNode[]> AlertsAsync() =>
        [.. (await ChartTool.ReadYamlAsync(Path.Combine(Folder, "prometheus", "alerts.yaml"))).Single().ItemsAt("groups").SelectMany(group => group.ItemsAt("rules"))];

    private static async Task<JsonNode> DashboardAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "grafana", "dashboards", "fincluster.json"), TestContext.Current.CancellationToken))!;

    private static IEnumerable<JsonNode> PanelsOf(JsonNode dashboard) => dashboard.ItemsAt("panels").Where(panel => panel.TextAt("type") != "row");
}
