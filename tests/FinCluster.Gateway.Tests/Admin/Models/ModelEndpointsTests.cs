using System.Net;
using System.Text.Json;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Admin.Models;

/// <summary>The catalog over /admin/v1.</summary>
public sealed class ModelEndpointsTests : IAsyncLifetime
{
    private const string Passing = """
        {"accuracy":0.9,"regulatory_accuracy":0.91,"risk_sensitivity":0.97,"p99_latency_ms":800,"parameter_change":0.01,"question_set":"q"}
        """;

    private readonly CatalogFiles _files = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(setup => setup.Services = _files.AddTo, new FakeInferenceEngine());
        await CatalogFiles.PutBaseAsync(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Release_PushedPromotedAndRolledBack_IsInTheHistory()
    {
        string first = await ReleaseAsync("first");
        string second = await ReleaseAsync("second");

        JsonElement change = await OkAsync("/admin/v1/aliases/fin-chat/promote", $$"""{"target":"{{first[..8]}}","actor":"li","reason":"首发"}""");
        await OkAsync("/admin/v1/aliases/fin-chat/promote", $$"""{"target":"{{second}}","actor":"wang","expect":1}""");
        JsonElement again = await OkAsync("/admin/v1/aliases/fin-chat/promote", $$"""{"target":"{{second}}","actor":"wang"}""");
        await OkAsync("/admin/v1/aliases/fin-chat/rollback", """{"actor":"li"}""");
        await OkAsync("/admin/v1/aliases/fin-chat/rollback", """{"actor":"li","to_line":2}""");
        await OkAsync("/admin/v1/aliases/fin-chat/rollback", $$"""{"actor":"li","to_target":"{{first[..10]}}"}""");

        Assert.Equal(("done", "li", 1), (
            change.GetProperty("status").GetString(), change.GetProperty("entry").GetProperty("actor").GetString(), change.GetProperty("entry").GetProperty("sequence").GetInt32()));
        Assert.Equal("unchanged", again.GetProperty("status").GetString());
        JsonElement[] lines = [.. (await GetAsync("/admin/v1/aliases/fin-chat/history")).GetProperty("data").EnumerateArray()];
        Assert.Equal(
            [("promote", first), ("promote", second), ("rollback", first), ("rollback", second), ("rollback", first)],
            lines.Select(line => (line.GetProperty("action").GetString(), line.GetProperty("target").GetString()!)));
        Assert.Equal("首发", lines[0].GetProperty("reason").GetString());
        Assert.Equal(first, (await GetAsync("/admin/v1/aliases/fin-chat")).GetProperty("target").GetString());
        Assert.Equal("second", (await GetAsync("/admin/v1/releases/fin-chat@2")).GetProperty("note").GetString());
        JsonElement difference = Assert.Single((await GetAsync("/admin/v1/diff?before=fin-chat@2&after=fin-chat")).GetProperty("data").EnumerateArray());
        Assert.Equal(("note", "second", "first"), (
            difference.GetProperty("part").GetString(), difference.GetProperty("before").GetString(), difference.GetProperty("after").GetString()));
        JsonElement catalog = await GetAsync("/admin/v1/catalog");
        Assert.Equal((1, 2, 1), (
            catalog.GetProperty("aliases").GetArrayLength(), catalog.GetProperty("releases").GetArrayLength(), catalog.GetProperty("artifacts").GetArrayLength()));
        Assert.Equal(1_000, (await GetAsync("/admin/v1/artifacts/base")).GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Promote_GatesNotPassed_NeedsAnOverrideThatIsKept()
    {
        string release = await ReleaseAsync("unmeasured", gates: "null");

        (string code, _, string message) = await FailAsync("promote", $$"""{"target":"{{release}}","actor":"li"}""", HttpStatusCode.Conflict);
        JsonElement change = await OkAsync("/admin/v1/aliases/fin-chat/promote", $$"""{"target":"{{release}}","actor":"li","override":"pilot"}""");

        Assert.Equal("gates_failed", code);
        Assert.Contains("risk_sensitivity: it was not measured", message, StringComparison.Ordinal);
        Assert.Equal(("pilot", 5), (
            change.GetProperty("entry").GetProperty("override").GetString(), change.GetProperty("entry").GetProperty("failed_gates").GetArrayLength()));
    }

    [Fact]
    public async Task Canary_StartedAndEnded_IsShown()
    {
        string first = await ReleaseAsync("first");
        string second = await ReleaseAsync("second");
        await OkAsync("/admin/v1/aliases/fin-chat/promote", $$"""{"target":"{{first}}","actor":"li"}""");

        await OkAsync(
            "/admin/v1/aliases/fin-chat/canary",
            $$"""{"release":"{{second}}","weight":0.25,"tenants":["acme"],"max_ttft_ratio":null,"max_error_rate":0.5,"actor":"li"}""");
        JsonElement canary = (await GetAsync("/admin/v1/aliases/fin-chat")).GetProperty("canary");
        Assert.Equal((second, 0.25m, JsonValueKind.Null, 0.5m, 0.05m), (
            canary.GetProperty("release").GetString(), canary.GetProperty("weight").GetDecimal(), canary.GetProperty("max_ttft_ratio").ValueKind,
            canary.GetProperty("max_error_rate").GetDecimal(), canary.GetProperty("max_refusal_rate").GetDecimal()));
        Assert.Equal("catalog_refused", (await FailAsync("promote", $$"""{"target":"{{second}}","actor":"li"}""", HttpStatusCode.Conflict)).Code);
        await OkAsync("/admin/v1/aliases/fin-chat/canary/abort", """{"actor":"li"}""");
        await OkAsync("/admin/v1/aliases/fin-chat/canary", $$"""{"release":"{{second}}","weight":1,"actor":"li"}""");
        await OkAsync("/admin/v1/aliases/fin-chat/canary/promote", """{"actor":"li"}""");

        Assert.Equal(second, (await GetAsync("/admin/v1/aliases/fin-chat")).GetProperty("target").GetString());
        Assert.Equal("catalog_refused", (await FailAsync("canary/abort", """{"actor":"li"}""", HttpStatusCode.Conflict)).Code);
    }

    [Theory]
    [InlineData("promote", """{"target":"none-such","actor":"li"}""", 404, "catalog_entry_not_found", "target")]
    [InlineData("promote", """{"target":"base"}""", 400, "invalid_request", "actor")]
    [InlineData("promote", """{"actor":"li"}""", 400, "invalid_request", "target")]
    [InlineData("promote", """{"target":"x","actor":"li","overide":"y"}""", 400, "invalid_request", "overide")]
    [InlineData("promote", """{"target":"x","actor":"li","expect":"1"}""", 400, "invalid_request", "expect")]
    [InlineData("promote", """{"target":"x","actor":"li","max_p99_ms":0}""", 400, "invalid_request", "max_p99_ms")]
    [InlineData("promote", """[]""", 400, "invalid_request", "body")]
    [InlineData("rollback", """{"actor":"li"}""", 404, "catalog_entry_not_found", null)]
    [InlineData("rollback", """{"actor":"li","to_line":1,"to_target":"abcdef"}""", 400, "invalid_request", "to_target")]
    [InlineData("rollback", """{"actor":"li","expect":3}""", 409, "alias_moved", null)]
    [InlineData("canary", """{"release":"none-such","weight":0.1,"actor":"li"}""", 404, "catalog_entry_not_found", "release")]
    [InlineData("canary", """{"release":"x","actor":"li"}""", 400, "invalid_request", "weight")]
    [InlineData("canary", """{"release":"x","weight":1,"tenants":[7],"actor":"li"}""", 400, "invalid_request", "tenants")]
    public async Task Move_Wrong_SaysWhatAndNothingIsChanged(string verb, string body, int status, string code, string? parameter)
    {
        long version = _gateway.Catalog.Current.Version;

        (string actual, string? field, _) = await FailAsync(verb, body, (HttpStatusCode)status);

        Assert.Equal((code, parameter), (actual, field));
        Assert.Equal(version, _gateway.Catalog.Current.Version);
    }

    [Theory]
    [InlineData("""{"note":"x"}""", 400, "invalid_request", "base")]
    [InlineData("""{"base":"none-such"}""", 404, "catalog_entry_not_found", "base")]
    [InlineData("""{"base":"base","template":"base"}""", 404, "catalog_entry_not_found", "template")]
    [InlineData("""{"base":"base","domain":{"adapter":"none-such"}}""", 404, "catalog_entry_not_found", "domain")]
    [InlineData("""{"base":"base","domain":{"scale":1}}""", 400, "invalid_request", "domain.adapter")]
    [InlineData("""{"base":"base","gates":{"accurracy":1}}""", 400, "invalid_request", "gates")]
    [InlineData("""{"base":"base","gates":{"accuracy":2}}""", 400, "invalid_request", "gates")]
    [InlineData("""{"base":"base","tsk":{}}""", 400, "invalid_request", "tsk")]
    public async Task Release_Wrong_SaysWhatAndNothingIsChanged(string body, int status, string code, string parameter)
    {
        (string actual, string? field, _) = await (await _gateway.PostAsync("/admin/v1/releases", body)).ErrorAsync((HttpStatusCode)status);

        Assert.Equal((code, parameter), (actual, field));
        Assert.Empty(_gateway.Catalog.Current.Releases);
    }

    [Theory]
    [InlineData("/admin/v1/aliases/none-such", 404, "catalog_entry_not_found", "alias")]
    [InlineData("/admin/v1/aliases/none-such/history", 404, "catalog_entry_not_found", "alias")]
    [InlineData("/admin/v1/releases/abcdef", 404, "catalog_entry_not_found", "release")]
    [InlineData("/admin/v1/artifacts/none-such", 404, "catalog_entry_not_found", "artifact")]
    [InlineData("/admin/v1/diff?before=abcdef", 400, "invalid_request", "after")]
    [InlineData("/admin/v1/diff?before=abcdef&after=abcdef", 404, "catalog_entry_not_found", "before")]
    public async Task Read_Nothing_SaysWhat(string path, int status, string code, string parameter)
    {
        (string actual, string? field, _) = await (await _gateway.GetAsync(path)).ErrorAsync((HttpStatusCode)status);

        Assert.Equal((code, parameter), (actual, field));
    }

    [Fact]
    public async Task Verify_DamagedFile_IsNamed()
    {
        await ReleaseAsync("first");
        JsonElement good = Assert.Single((await OkAsync("/admin/v1/verify", "{}")).GetProperty("data").EnumerateArray());
        string file = Assert.Single(Directory.GetFiles(_files.Path, "*", SearchOption.AllDirectories));
        byte[] content = await File.ReadAllBytesAsync(file, FinCluster.Testing.TestTimeouts.Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(file, content, FinCluster.Testing.TestTimeouts.Token);

        JsonElement bad = Assert.Single((await OkAsync("/admin/v1/verify", "{}")).GetProperty("data").EnumerateArray());

        Assert.Equal(JsonValueKind.Null, good.GetProperty("problem").ValueKind);
        Assert.Contains("is damaged", bad.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> ReleaseAsync(string note, string gates = Passing) =>
        (await OkAsync("/admin/v1/releases", $$"""{"base":"base","note":"{{note}}","gates":{{gates}}}""")).GetProperty("id").GetString()!;

    private async Task<JsonElement> GetAsync(string path) => await (await _gateway.GetAsync(path)).JsonAsync();

    private async Task<JsonElement> OkAsync(string path, string json) => await (await _gateway.PostAsync(path, json)).JsonAsync();

    private async Task<(string Code, string? Parameter, string Message)> FailAsync(string verb, string json, HttpStatusCode status) =>
        await (await _gateway.PostAsync("/admin/v1/aliases/fin-chat/" + verb, json)).ErrorAsync(status);
}
