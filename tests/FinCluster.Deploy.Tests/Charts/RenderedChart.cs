using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>What the chart makes of values.</summary>
/// <param name="Values">How the values are called.</param>
/// <param name="Manifests">The objects.</param>
/// <param name="Notes">What is told after an installation.</param>
internal sealed record RenderedChart(string Values, IReadOnlyList<Manifest> Manifests, string Notes)
{
    private const string Suffix = "-values.yaml";
    private static readonly ConcurrentDictionary<string, Lazy<Task<RenderedChart>>> Cache = new();

    /// <summary>Gets the names of the sets of values in the chart's folder <c>ci</c>.</summary>
    public static IReadOnlyList<string> ValueSets { get; } =
        [.. Directory.GetFiles(Path.Combine(ChartTool.Chart, "ci")).Select(file => Path.GetFileName(file)[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    public IEnumerable<Workload> Workloads => Manifests.Where(each => each.Kind is "Deployment" or "StatefulSet" or "Pod").Select(each => new Workload(each));

    public IEnumerable<Workload> Servers => Workloads.Where(each => each.IsServer);

    /// <summary>Renders the chart with a set of values; a second call gets what the first one got.</summary>
    public static Task<RenderedChart> GetAsync(string values) =>
        Cache.GetOrAdd(values, name => new Lazy<Task<RenderedChart>>(() => RenderAsync(ChartTool.Chart, name))).Value;

    /// <summary>Renders a chart with a set of values.</summary>
    public static async Task<RenderedChart> RenderAsync(string chart, string values)
    {
        ToolResult result = await ChartTool.TemplateAsync(chart, Path.Combine(ChartTool.Chart, "ci", values + Suffix));
        Assert.True(result.ExitCode == 0, $"{values}: {result.Error}");
        return Read(values, result.Output);
    }

    /// <summary>Reads what the renderer wrote.</summary>
    public static RenderedChart Read(string values, string output)
    {
        JsonNode rendered = JsonNode.Parse(output)!;
        return new RenderedChart(
            values,
            [.. rendered.ItemsAt("manifests").Select(each => new Manifest(each.TextAt("source")!, each.At("object")!))],
            rendered.TextAt("notes")!);
    }

    public IEnumerable<Manifest> OfKind(string kind) => Manifests.Where(each => each.Kind == kind);
}
