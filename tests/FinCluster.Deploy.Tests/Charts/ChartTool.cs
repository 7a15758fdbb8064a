using System.Text.Json;
using System.Text.Json.Nodes;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>The program that renders charts as Helm does (tests/deploy/chart-render), built when it is first used.</summary>
internal static class ChartTool
{
    private const string Missing =
        "rendering the chart needs Go with the packages sprig, sigs.k8s.io/yaml and gojsonschema; ./test.sh installs them where it may (tests/deploy/install.sh)";

    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "deploy");
    private static readonly Lazy<Task<string?>> Program = new(BuildAsync);

    // The first build compiles the libraries too.
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    // Debian puts the sources of its Go packages there.
    private static readonly Dictionary<string, string> Environment = new() { ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode", ["GOFLAGS"] = "" };

    /// <summary>Gets the folder of the chart.</summary>
    public static string Chart { get; } = Path.Combine(RepositoryPaths.Root, "helm", "fincluster");

    /// <summary>Renders a chart, or says why it cannot be rendered.</summary>
    /// <param name="chart">Its folder.</param>
    /// <param name="values">A file of values, if any.</param>
    /// <param name="set">Values as a JSON object, if any.</param>
    public static async Task<ToolResult> TemplateAsync(string chart, string? values = null, string? set = null) => await RunAsync(
        ["template", "--chart", chart, .. values is null ? (string[])[] : ["--values", values], .. set is null ? (string[])[] : ["--set-json", set]]);

    /// <summary>Reads a YAML file: its documents as JSON.</summary>
    public static async Task<JsonNode[]> ReadYamlAsync(string file)
    {
        ToolResult result = await RunAsync(["yaml", file]);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. JsonNode.Parse(result.Output)![file]!.AsArray().Select(document => document!)];
    }

    /// <summary>Checks objects of Kubernetes against the schemas of their kinds.</summary>
    /// <returns>For each object what is wrong with it.</returns>
    public static async Task<string[][]> ValidateAsync(IEnumerable<JsonNode> objects)
    {
        string input = new JsonArray([.. objects.Select(each => each.DeepClone())]).ToJsonString();
        string[] schemas = [Path.Combine(Folder, "schemas", "kubernetes.json"), Path.Combine(Folder, "schemas", "extensions.json")];
        ToolResult result = await RunAsync(["validate", .. schemas], input);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonSerializer.Deserialize<string[][]>(result.Output)!;
    }

    private static async Task<ToolResult> RunAsync(string[] arguments, string? input = null)
    {
        string? program = await Program.Value;
        Assert.SkipWhen(program is null, Missing);
        return (await Tool.TryRunAsync(program!, arguments, input))!;
    }

    private static async Task<string?> BuildAsync()
    {
        string sources = Path.Combine(Folder, "chart-render");
        if (!File.Exists("/usr/share/gocode/src/github.com/Masterminds/sprig/functions.go"))
        {
            return null;
        }

        string program = Path.Combine(AppContext.BaseDirectory, "chart-render");
        ToolResult? built = await Tool.TryRunAsync("go", ["build", "-o", program, "."], folder: sources, environment: Environment, limit: BuildLimit);
        Assert.True(built is null or { ExitCode: 0 }, $"go build: {built?.Error}");
        return built is null ? null : program;
    }
}
