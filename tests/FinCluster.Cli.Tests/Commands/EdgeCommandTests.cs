using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

public sealed class EdgeCommandTests : IDisposable
{
    private static readonly string Prompts = Path.Combine(RepositoryPaths.Root, "models", "edge-decision");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Explain_Question_SaysTheTierAndWhy()
    {
        (int code, string text, string error) = await RunAsync("explain", "茅台股价现在是多少");
        (_, string json, _) = await RunAsync("explain", "什么是可转债？", "--json");

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("central: probability of the edge 0.0", text, StringComparison.Ordinal);
        Assert.Contains("fresh-data", text, StringComparison.Ordinal);
        JsonElement decision = JsonDocument.Parse(json).RootElement;
        Assert.Equal(("edge", "securities"), (decision.GetProperty("tier").GetString(), decision.GetProperty("line").GetString()));
        Assert.InRange(decision.GetProperty("probability").GetDouble(), decision.GetProperty("threshold").GetDouble(), 1);
    }

    [Fact]
    public async Task Learn_CommittedPrompts_GivesTheCommittedWeights()
    {
        string output = Path.Combine(_folder.Path, "weights.json");

        (int code, string text, string error) = await RunAsync(
            "learn", "--prompts", Path.Combine(Prompts, "prompts-seed.jsonl"), Path.Combine(Prompts, "prompts.jsonl"),
            "--probes", Path.Combine(Prompts, "probes.jsonl"), "--out", output);

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"accuracy +9\d\.\d % +9\d\.\d %", text);
        Assert.Contains("calibration, held out", text, StringComparison.Ordinal);
        Assert.Contains("right answers kept", text, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "src", "FinCluster.Core", "Edge", "edge-weights.json"), TestTimeouts.Token),
            await File.ReadAllTextAsync(output, TestTimeouts.Token));
        (_, string explained, _) = await RunAsync("explain", "什么是可转债？", "--weights", output);
        Assert.StartsWith("edge", explained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "there is no file", null)]
    [InlineData(1, "line 1", "not json")]
    [InlineData(1, "too few prompts", "{\"id\":\"a\",\"label\":\"edge\",\"text\":\"x\"}")]
    public async Task Learn_WrongFile_SaysWhatIsWrongAndWritesNothing(int expected, string message, string? content)
    {
        string prompts = Path.Combine(_folder.Path, "prompts.jsonl");
        string output = Path.Combine(_folder.Path, "weights.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(prompts, content, TestTimeouts.Token);
        }

        (int code, _, string error) = await RunAsync("learn", "--prompts", prompts, "--out", output);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task Explain_WrongWeights_SaysWhatIsWrong()
    {
        string weights = Path.Combine(_folder.Path, "weights.json");
        await File.WriteAllTextAsync(weights, "{}", TestTimeouts.Token);

        (int code, _, string error) = await RunAsync("explain", "x", "--weights", weights);

        Assert.Equal(1, code);
        Assert.StartsWith($"fincluster: {weights}: ", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        ParseResult parsed = FinClusterCommand.Create().Parse(["edge", .. arguments]);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
