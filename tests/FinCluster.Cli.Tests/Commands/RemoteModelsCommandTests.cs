using System.CommandLine;
using System.Text.RegularExpressions;
using FinCluster.Cli.Commands;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Gguf;

namespace FinCluster.Cli.Tests.Commands;

/// <summary><c>fincluster models --server</c> through a gateway of this process.</summary>
public sealed partial class RemoteModelsCommandTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;

    private TemporaryFolder Folder => _gateway.Folder;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync(hasFiles: true);
        TinyLlamaModel.Create().Save(Folder.File("base.gguf"));
        TinyLlamaModel.CreateLora(rank: 3).Save(Folder.File("aml.gguf"));
        TinyLlamaModel.CreateLora(new() { Width = 32 }).Save(Folder.File("wide.gguf"));
        await File.WriteAllTextAsync(Folder.File("rules.json"), CatalogTexts.RulePack, TestTimeouts.Token);
        await File.WriteAllTextAsync(Folder.File("facts.jsonl"), """{"id":"a","title":"费率","text":"百分之一"}""", TestTimeouts.Token);
        await File.WriteAllTextAsync(
            Folder.File("gates.json"),
            """{"accuracy":0.90,"regulatory_accuracy":0.91,"risk_sensitivity":0.97,"p99_latency_ms":800.5,"parameter_change":0.01,"question_set":"q"}""",
            TestTimeouts.Token);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task EveryCommand_ThroughAGateway_PrintsWhatItPrintsOnTheStore()
    {
        string[][] commands =
        [
            ["push", Folder.File("base.gguf"), "--kind", "base"],
            ["push", Folder.File("base.gguf"), "--kind", "base", "--json"],
            ["push", Folder.File("aml.gguf"), "--kind", "task", "--base", "base"],
            ["push", Folder.File("wide.gguf"), "--kind", "task", "--base", "base"],
            ["push", Folder.File("rules.json"), "--kind", "guard", "--name", "rules"],
            ["push", Folder.File("rules.json"), "--kind", "knowledge", "--name", "rules"],
            ["push", Folder.File("facts.jsonl"), "--kind", "knowledge", "--name", "facts"],
            ["push", "--release", "--base", "base", "--note", "first", "--gates", Folder.File("gates.json")],
            ["push", "--release", "--base", "base", "--task", "aml:0.50", "--guard", "rules", "--note", "second"],
            ["push", "--release", "--base", "base", "--task", "aml:70"],
            ["promote", "fin-chat", "none-such"],
            ["promote", "fin-chat", "{first}", "--actor", "li", "--reason", "首发"],
            ["promote", "fin-chat", "{second}", "--actor", "li"],
            ["promote", "fin-chat", "{second}", "--actor", "li", "--max-p99-ms", "900.5", "--override", "pilot"],
            ["promote", "fin-chat", "{second}", "--actor", "li", "--expect", "1", "--override", "pilot"],
            ["promote", "aml", "aml", "--actor", "li", "--scale", "0.750", "--json"],
            ["rollback", "fin-chat", "--actor", "li"],
            ["rollback", "fin-chat", "--actor", "li", "--to", "2"],
            ["rollback", "fin-chat", "--actor", "li", "--to", "{first}"],
            ["rollback", "none-such", "--actor", "li"],
            ["canary", "start", "fin-chat", "{second}", "--weight", "0.250", "--tenant", "acme", "--max-ttft-ratio", "none", "--override", "try", "--actor", "li"],
            ["show", "fin-chat"],
            ["canary", "abort", "fin-chat", "--actor", "li", "--json"],
            ["canary", "abort", "fin-chat", "--actor", "li"],
            ["canary", "start", "fin-chat", "{second}", "--weight", "1", "--override", "try", "--actor", "li"],
            ["canary", "promote", "fin-chat", "--actor", "li"],
            ["list"],
            ["list", "--json"],
            ["show", "{first}"],
            ["show", "aml"],
            ["show", "none-such"],
            ["history", "fin-chat"],
            ["history", "fin-chat", "--json"],
            ["history", "none-such"],
            ["diff", "fin-chat@1", "fin-chat", "--json"],
            ["diff", "fin-chat@1", "none-such"],
            ["verify"],
            ["verify", "--json"],
        ];

        string[] through = await RunAllAsync(commands, ["--server", _gateway.Grpc, "--admin-key-file", _gateway.KeyFile]);
        string[] direct = await RunAllAsync(commands, ["--data", Folder.File("other")]);

        Assert.Equal(direct, through);

        // What the gateway has written is in its store as if it had been written there.
        (_, string list, _) = await InvokeAsync(["models", "list", "--data", Folder.File("data")]);
        Assert.Contains("fin-chat", list, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(Folder.File("data/artifacts"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("push", "base.gguf", "--kind", "base")]
    [InlineData("promote", "fin-chat", "abcdef")]
    [InlineData("rollback", "fin-chat")]
    [InlineData("history", "fin-chat")]
    [InlineData("verify")]
    public async Task Command_WithoutTheKey_IsRefused(params string[] arguments)
    {
        string[] files = [.. arguments.Select(argument => argument.EndsWith(".gguf", StringComparison.Ordinal) ? Folder.File(argument) : argument)];

        (int code, _, string error) = await InvokeAsync(["models", .. files, "--server", _gateway.Grpc]);

        Assert.Equal(1, code);
        Assert.Contains("this needs the administrator key", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data", "somewhere")]
    [InlineData("--artifacts", "somewhere")]
    [InlineData("--cluster", "redis://127.0.0.1:1")]
    public async Task Command_NamesTwoPlaces_IsRefused(params string[] more)
    {
        (int code, _, string error) = await InvokeAsync(["models", "list", "--server", _gateway.Grpc, .. more]);

        Assert.Equal(2, code);
        Assert.Contains("name one of them", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfAFileOfSomeSize_ShowsHowFarItIs()
    {
        string path = Folder.File("many.jsonl");
        await File.WriteAllBytesAsync(path, CatalogTexts.Knowledge(4_000), TestTimeouts.Token);

        (int code, _, string error) = await InvokeAsync(
            ["models", "push", path, "--kind", "knowledge", "--name", "facts", "--server", _gateway.Grpc, "--admin-key-file", _gateway.KeyFile]);

        Assert.Equal(0, code);
        Assert.Equal(4, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("facts: 4.0 of 4.0 MB\n", error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        int code = await FinClusterCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs commands, one after the other, and gives all that they say, without the times of day.</summary>
    private static async Task<string[]> RunAllAsync(string[][] commands, string[] where)
    {
        var said = new List<string>();
        var releases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] command in commands)
        {
            string[] arguments = [.. command.Select(argument => argument.StartsWith('{') ? releases[argument] : argument)];
            (int code, string output, string error) = await InvokeAsync(["models", .. arguments, .. where]);
            if (Array.IndexOf(command, "--note") is var note and > 0)
            {
                releases[$"{{{command[note + 1]}}}"] = output.Trim();
            }

            said.Add($"{string.Join(' ', command)}: {code}\n{Moment().Replace(output, "AT")}{error}");
        }

        return [.. said];
    }

    [GeneratedRegex(@"2\d{3}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)")]
    private static partial Regex Moment();
}
