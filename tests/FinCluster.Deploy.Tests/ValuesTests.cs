using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests;

/// <summary>values.schema.json takes what makes sense and refuses what does not, and templates say what is missing.</summary>
public sealed class ValuesTests
{
    private const int SchemaRefuses = 2;
    private const int TemplateRefuses = 1;

    [Theory]
    [InlineData("""{"gateway":{"replica":3}}""", "replica")]
    [InlineData("""{"gateway":{"replicas":"three"}}""", "gateway.replicas")]
    [InlineData("""{"gateway":{"drainSeconds":-1}}""", "drainSeconds")]
    [InlineData("""{"gateway":{"ports":{"http":70000}}}""", "gateway.ports.http")]
    [InlineData("""{"cluster":{"engine":"zookeeper"}}""", "cluster.engine")]
    [InlineData("""{"cluster":{"name":"a b"}}""", "cluster.name")]
    [InlineData("""{"redis":{"url":"redis://user:password@redis:6379"}}""", "redis.url")]
    [InlineData("""{"redis":{"url":"http://redis:6379"}}""", "redis.url")]
    [InlineData("""{"adminKey":{"value":"short"}}""", "adminKey.value")]
    [InlineData("""{"pools":{"central":{"tier":"middle"}}}""", "pools.central")]
    [InlineData("""{"pools":{"central":{"gpu":1}}}""", "pools.central")]
    [InlineData("""{"pools":{"central":{"models":[{"name":"fin-chat","file":"models/fin.gguf"}]}}}""", "pools.central")]
    [InlineData("""{"pools":{"central":{"adapters":[{"name":"aml","files":[]}]}}}""", "pools.central")]
    [InlineData("""{"pools":{"central":{"scaling":{"venues":["Shanghai"]}}}}""", "pools.central")]
    [InlineData("""{"pools":{"gateway":{}}}""", "pools")]
    [InlineData("""{"pools":{"Edge":{}}}""", "pools")]
    [InlineData("""{"scaler":{"target":"docker"}}""", "scaler.target")]
    [InlineData("""{"gateway":{"podDisruptionBudget":{"minAvailable":1}}}""", "podDisruptionBudget")]
    [InlineData("""{"image":{"digest":"sha256:1234"}}""", "image.digest")]
    [InlineData("""{"gateway":{"auditCopy":{"to":"ftp://central"}}}""", "gateway.auditCopy.to")]
    [InlineData("""{"surprise":true}""", "surprise")]
    public async Task Values_Bad_AreRefusedByTheSchema(string values, string place)
    {
        ToolResult result = await ChartTool.TemplateAsync(ChartTool.Chart, set: values);

        Assert.Equal(SchemaRefuses, result.ExitCode);
        Assert.Contains(place, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"redis":{"trial":{"enabled":false}}}""", "redis.url or redis.existingSecret.name")]
    [InlineData("""{"gateway":{"auditCopy":{"to":"central:8080","existingSecret":{"name":"site"}}}}""", "gateway.auditVolume")]
    [InlineData("""{"gateway":{"auditVolume":{"emptyDir":{}},"auditCopy":{"to":"central:8080"}}}""", "gateway.auditCopy.existingSecret.name")]
    [InlineData("""{"scaler":{"enabled":true}}""", "scaling.enabled")]
    [InlineData("""{"scaler":{"enabled":true},"pools":{"central":{"scaling":{"enabled":true}}}}""", "pools.central.scaling.model")]
    [InlineData("""{"scaler":{"enabled":true},"pools":{"central":{"scaling":{"enabled":true,"model":"m","minReplicas":9}}}}""", "minReplicas")]
    public async Task Values_Incomplete_AreRefusedWithWhatIsMissing(string values, string message)
    {
        ToolResult result = await ChartTool.TemplateAsync(ChartTool.Chart, set: values);

        Assert.Equal(TemplateRefuses, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pools":{"central":{"cache":{"persistent":false},"resources":{"limits":{"cpu":"4"},"requests":{"cpu":"4"}}}}}""")]
    [InlineData("""{"pools":{"central":null}}""")]
    [InlineData("""{"gateway":{"podDisruptionBudget":{"maxUnavailable":"25%"}}}""")]
    public async Task Values_Good_AreTaken(string values)
    {
        ToolResult result = await ChartTool.TemplateAsync(ChartTool.Chart, set: values);

        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task Pool_FalseAndZero_WinOverDefaults()
    {
        ToolResult result = await ChartTool.TemplateAsync(
            ChartTool.Chart, set: """{"pools":{"central":{"replicas":0,"cache":{"persistent":false},"engine":{"gpuLayers":0}}}}""");

        Workload node = RenderedChart.Read("set", result.Output).Servers.Single(each => each.Component == "node");

        Assert.Equal(0, node.Manifest.Object.NumberAt("spec.replicas"));
        Assert.Null(node.Manifest.Object.At("spec.volumeClaimTemplates"));
        Assert.Equal("0", node.Option("--gpu-layers"));
    }

    [Fact]
    public async Task Edge_Adapters_AreArgumentsOfTheNode()
    {
        RenderedChart chart = await RenderedChart.GetAsync("edge");

        Workload node = chart.Servers.Single(each => each.Labels.GetValueOrDefault("fincluster/pool") == "edge-hongkong");

        Assert.Contains(
            "securities+banking=/opt/fincluster/models/finlite-central-securities.gguf,/opt/fincluster/models/finlite-central-banking.gguf@0.5",
            node.Arguments);
        Assert.DoesNotContain(chart.Servers, each => each.Labels.GetValueOrDefault("fincluster/pool") == "retired");
    }

    [Theory]
    [InlineData("defaults", "fincluster tenants add")]
    [InlineData("defaults", "without a password, for trials")]
    [InlineData("minimal", "Everybody who reaches the gateways may ask")]
    public async Task Notes_Values_SayWhatIsToBeDone(string values, string text) =>
        Assert.Contains(text, (await RenderedChart.GetAsync(values)).Notes, StringComparison.Ordinal);

    [Fact]
    public async Task Schema_Values_AreAllDescribed()
    {
        JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(ChartTool.Chart, "values.schema.json"), TestContext.Current.CancellationToken))!;
        JsonNode values = (await ChartTool.ReadYamlAsync(Path.Combine(ChartTool.Chart, "values.yaml"))).Single();

        Assert.Equal(
            ((JsonObject)values).Select(pair => pair.Key).Append("global").Order(StringComparer.Ordinal),
            ((JsonObject)schema["properties"]!).Select(pair => pair.Key).Order(StringComparer.Ordinal));
    }
}
