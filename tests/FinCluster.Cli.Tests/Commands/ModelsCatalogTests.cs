using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Core.Catalog;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Gguf;

namespace FinCluster.Cli.Tests.Commands;

public sealed class ModelsCatalogTests : IDisposable
{
    private const string Passing = """
        {"accuracy": 0.9, "regulatory_accuracy": 0.91, "risk_sensitivity": 0.97, "p99_latency_ms": 800, "parameter_change": 0.01, "question_set": "q"}
        """;

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Push_BaseAndAdapter_AreInTheCatalogAndTheFolder()
    {
        string @base = await PushBaseAsync();
        string adapter = await OkAsync("push", Write("aml.gguf", TinyLlamaModel.CreateLora(rank: 3)), "--kind", "task", "--base", "base");

        JsonElement shown = JsonDocument.Parse(await OkAsync("show", "aml")).RootElement;
        Assert.Equal((adapter, "task", @base, 3), (
            shown.GetProperty("hash").GetString(), shown.GetProperty("kind").GetString(), shown.GetProperty("base").GetString(), shown.GetProperty("rank").GetInt32()));
        Assert.True(File.Exists(Path.Combine(Data, "artifacts", adapter[..2], adapter)));
        Assert.Equal(adapter, await OkAsync("push", Path.Combine(_folder.Path, "aml.gguf"), "--kind", "task", "--base", @base[..8]));
    }

    [Fact]
    public async Task Push_FileThatIsNotWhatItIsSaidToBe_IsRefusedAndNothingIsStored()
    {
        await PushBaseAsync();
        string text = Write("text.gguf", "no model");

        Assert.Contains("text.gguf", await FailAsync(1, "push", text, "--kind", "base"), StringComparison.Ordinal);
        Assert.Contains(
            "it is a base model, and no adapter",
            await FailAsync(1, "push", Path.Combine(_folder.Path, "base.gguf"), "--kind", "task", "--base", "base"),
            StringComparison.Ordinal);
        Assert.Contains(
            "do not fit",
            await FailAsync(1, "push", Write("wide.gguf", TinyLlamaModel.CreateLora(new() { Width = 32 })), "--kind", "domain", "--base", "base"),
            StringComparison.Ordinal);
        Assert.Single((await ListAsync()).GetProperty("artifacts").EnumerateArray());
        Assert.Single(Directory.GetFiles(Path.Combine(Data, "artifacts"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Push_Knowledge_IsReadAsGatewaysReadIt()
    {
        string example = Path.Combine(RepositoryPaths.Root, "docs", "examples", "knowledge.jsonl");
        string bad = Write("bad.jsonl", """
            {"id":"a","title":"费率","text":"百分之一"}
            {"id":"a","title":"费率","text":"百分之二"}
            """);

        string hash = await OkAsync("push", example, "--kind", "knowledge", "--name", "facts");
        string error = await FailAsync(1, "push", bad, "--kind", "knowledge");

        Assert.Contains("'bad' cannot be added: line 2: the id 'a' is that of line 1", error, StringComparison.Ordinal);
        Assert.Equal(hash, Assert.Single((await ListAsync()).GetProperty("artifacts").EnumerateArray()).GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Push_RulePackThatNoGatewayCouldRead_IsRefusedAndNothingIsStored()
    {
        Assert.Contains("'none' cannot be added: rule pack: ", await FailAsync(1, "push", Write("none.json", "{}"), "--kind", "guard"), StringComparison.Ordinal);
        Assert.Contains(
            "there are two rule packs 'cn'",
            await FailAsync(1, "push", Write("cn.json", CatalogTexts.RulePack.Replace("own", "cn", StringComparison.Ordinal)), "--kind", "guard"),
            StringComparison.Ordinal);

        Assert.Empty((await ListAsync()).GetProperty("artifacts").EnumerateArray());
    }

    [Fact]
    public async Task Push_TemplateThatCannotBeUsed_IsRefusedAndNothingIsStored()
    {
        Assert.Contains("UTF-8", await FailAsync(1, "push", Write("bytes.jinja", (byte[])[0xFF, 0xFE]), "--kind", "template"), StringComparison.Ordinal);
        Assert.Contains("zero bytes", await FailAsync(1, "push", Write("zero.jinja", "a\0b"), "--kind", "template"), StringComparison.Ordinal);
        Assert.Contains(
            "at most 1048576 bytes",
            await FailAsync(1, "push", Write("large.jinja", new string(' ', ChatTemplateRules.MaxBytes + 1)), "--kind", "template"),
            StringComparison.Ordinal);

        Assert.Empty((await ListAsync()).GetProperty("artifacts").EnumerateArray());
        Assert.Matches("^[0-9a-f]{64}$", await OkAsync("push", Write("llama2.jinja", ChatTemplates.Llama2), "--kind", "template"));
    }

    [Fact]
    public async Task Push_TemplateThatTheNativeLibraryDoesNotKnow_IsRefused()
    {
        NativeLibraryFolder.Require();

        string refusal = await FailAsync(1, "push", Write("unknown.jinja", ChatTemplates.Unknown), "--kind", "template");

        Assert.Contains("'unknown' cannot be added: it is none of the chat templates that libllama recognises", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_PromotedRolledBackAndPromotedAgain_IsInTheHistory()
    {
        await PushBaseAsync();
        string first = await PushReleaseAsync("first");
        string second = await PushReleaseAsync("second");

        Assert.Equal(first, await OkAsync("promote", "fin-chat", first[..10], "--actor", "li", "--reason", "首发"));
        Assert.Equal(second, await OkAsync("promote", "fin-chat", second));
        Assert.Equal(first, await OkAsync("rollback", "fin-chat"));
        Assert.Equal(second, await OkAsync("rollback", "fin-chat", "--to", "2"));
        Assert.Equal(first, await OkAsync("rollback", "fin-chat", "--to", first[..8]));
        Assert.Contains("expected", await FailAsync(1, "promote", "fin-chat", second, "--expect", "2"), StringComparison.Ordinal);

        JsonElement[] lines = [.. JsonDocument.Parse(await OkAsync("history", "fin-chat", "--json")).RootElement.EnumerateArray()];
        Assert.Equal(["promote", "promote", "rollback", "rollback", "rollback"], lines.Select(line => line.GetProperty("action").GetString()));
        Assert.Equal(("li", "首发"), (lines[0].GetProperty("actor").GetString(), lines[0].GetProperty("reason").GetString()));
        Assert.Matches(@"^LINE +AT +ACTOR .*\n1 +\S+Z +li +promote ", await OkAsync("history", "fin-chat"));
        Assert.Matches($@"^PART +BEFORE +AFTER\nnote +second +first$", await OkAsync("diff", "fin-chat@2", "fin-chat"));
    }

    [Fact]
    public async Task Promote_GatesNotPassed_NeedsAnOverride()
    {
        await PushBaseAsync();
        string release = await OkAsync("push", "--release", "--base", "base");

        string error = await FailAsync(1, "promote", "fin-chat", release);
        Assert.Contains("risk_sensitivity: it was not measured", error, StringComparison.Ordinal);
        Assert.Equal(release, await OkAsync("promote", "fin-chat", release, "--override", "pilot"));

        JsonElement line = Assert.Single(JsonDocument.Parse(await OkAsync("history", "fin-chat", "--json")).RootElement.EnumerateArray());
        Assert.Equal(("pilot", 5), (line.GetProperty("override").GetString(), line.GetProperty("failed_gates").GetArrayLength()));
    }

    [Fact]
    public async Task Canary_StartedAndEnded_IsShown()
    {
        await PushBaseAsync();
        string first = await PushReleaseAsync("first");
        string second = await PushReleaseAsync("second");
        await OkAsync("promote", "fin-chat", first);

        Assert.Equal(second, await OkAsync("canary", "start", "fin-chat", second, "--weight", "0.25", "--tenant", "acme", "--max-ttft-ratio", "none"));
        JsonElement canary = JsonDocument.Parse(await OkAsync("show", "fin-chat")).RootElement.GetProperty("canary");
        Assert.Equal((second, 0.25m, JsonValueKind.Null), (
            canary.GetProperty("release").GetString(), canary.GetProperty("weight").GetDecimal(), canary.GetProperty("max_ttft_ratio").ValueKind));
        Assert.Equal(first, await OkAsync("canary", "abort", "fin-chat"));
        await OkAsync("canary", "start", "fin-chat", second, "--weight", "1");
        Assert.Equal(second, await OkAsync("canary", "promote", "fin-chat"));

        Assert.Contains("has no canary", await FailAsync(1, "canary", "abort", "fin-chat"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_FromAnother_TakesItsPartsButNotWhatWasMeasured()
    {
        await PushBaseAsync();
        await OkAsync("push", Write("aml.gguf", TinyLlamaModel.CreateLora()), "--kind", "task", "--base", "base");
        string guard = await OkAsync("push", Write("rules.json", CatalogTexts.RulePack), "--kind", "guard", "--name", "strict");
        string first = await OkAsync("push", "--release", "--base", "base", "--task", "aml:0.5", "--guard", "strict", "--gates", Write("gates.json", Passing));

        string second = await OkAsync("push", "--release", "--from", first, "--task", "none", "--note", "no task");

        JsonElement shown = JsonDocument.Parse(await OkAsync("show", second)).RootElement;
        Assert.Equal((guard, JsonValueKind.Null, JsonValueKind.Null), (
            shown.GetProperty("guard").GetString(), shown.GetProperty("task").ValueKind, shown.GetProperty("gates").ValueKind));
        Assert.Equal(0.5m, JsonDocument.Parse(await OkAsync("show", first)).RootElement.GetProperty("task").GetProperty("scale").GetDecimal());
    }

    [Fact]
    public async Task Verify_DamagedFile_IsFound()
    {
        string @base = await PushBaseAsync();
        await PushReleaseAsync("first");
        Assert.Matches(@"^ARTIFACT .*\n\S+ +base +base +\d+ +good$", await OkAsync("verify"));
        string file = Path.Combine(Data, "artifacts", @base[..2], @base);
        byte[] content = await File.ReadAllBytesAsync(file, TestTimeouts.Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(file, content, TestTimeouts.Token);

        (int code, string output, _) = await RunAsync("verify", "--json");

        Assert.Equal(1, code);
        JsonElement report = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray());
        Assert.Contains("is damaged", report.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapter_Alias_HasAScale()
    {
        await PushBaseAsync();
        string adapter = await OkAsync("push", Write("aml.gguf", TinyLlamaModel.CreateLora()), "--kind", "task", "--base", "base", "--name", "aml-lora");

        Assert.Equal(adapter, await OkAsync("promote", "aml", "aml-lora", "--scale", "0.75"));

        JsonElement alias = Assert.Single((await ListAsync()).GetProperty("aliases").EnumerateArray());
        Assert.Equal(("aml", "task", 0.75m), (
            alias.GetProperty("name").GetString(), alias.GetProperty("kind").GetString(), alias.GetProperty("scale").GetDecimal()));
        Assert.Matches(@"^ALIAS .*\naml +task +1 +[0-9a-f]{12} +0\.75 +- +-\n\nRELEASE ", await OkAsync("list"));
    }

    [Theory]
    [InlineData(2, "needs a file, or --release", "push")]
    [InlineData(2, "--kind must be one of base, domain", "push", "x.gguf", "--kind", "model")]
    [InlineData(2, "a release needs a base model", "push", "--release")]
    [InlineData(2, "--kind says nothing together with --release", "push", "--release", "--kind", "base")]
    [InlineData(2, "--task is a part of a release", "push", "x.gguf", "--kind", "base", "--task", "aml")]
    [InlineData(2, "--base must name the base model", "push", "x.gguf", "--kind", "task")]
    [InlineData(1, "'base' is no artifact of the catalog", "push", "--release", "--base", "base")]
    [InlineData(1, "'none-such' is no release of the catalog, and no adapter", "promote", "fin-chat", "none-such")]
    [InlineData(1, "there is no alias 'fin-chat'", "rollback", "fin-chat")]
    [InlineData(1, "there is no alias 'fin-chat'", "history", "fin-chat")]
    [InlineData(1, "'x' is no alias, release or artifact", "show", "x")]
    [InlineData(2, "--max-p99-ms must be above 0", "promote", "a", "b", "--max-p99-ms", "0")]
    public async Task Command_WrongUse_SaysWhatIsWrong(int code, string message, params string[] arguments) =>
        Assert.Contains(message, await FailAsync(code, arguments), StringComparison.Ordinal);

    private Task<string> PushBaseAsync() => OkAsync("push", Write("base.gguf", TinyLlamaModel.Create()), "--kind", "base");

    private Task<string> PushReleaseAsync(string note) =>
        OkAsync("push", "--release", "--base", "base", "--note", note, "--gates", Write("gates.json", Passing));

    private string Write(string name, GgufWriter model)
    {
        string path = Path.Combine(_folder.Path, name);
        model.Save(path);
        return path;
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<JsonElement> ListAsync() => JsonDocument.Parse(await OkAsync("list", "--json")).RootElement;

    private async Task<string> OkAsync(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);
        Assert.Equal((0, ""), (code, error));
        return output.TrimEnd();
    }

    private async Task<string> FailAsync(int code, params string[] arguments)
    {
        (int actual, string output, string error) = await RunAsync(arguments);
        Assert.Equal((code, ""), (actual, output));
        return error;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        ParseResult parsed = FinClusterCommand.Create().Parse(["models", .. arguments, "--data", Data]);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
