using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

public sealed class TenantsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Add_NewTenant_PrintsAKeyThatTheListDoesNotShow()
    {
        (int code, string key, string error) = await RunAsync("add", "acme", "--requests-per-second", "0.5", "--streams", "3", "--class", "interactive");

        Assert.Equal((0, ""), (code, error));
        Assert.True(ApiKey.TryHash(key.Trim(), out _));
        (_, string list, _) = await RunAsync("list", "--json");
        Assert.DoesNotContain(key.Trim(), list, StringComparison.Ordinal);
        JsonElement tenant = Assert.Single(JsonDocument.Parse(list).RootElement.EnumerateArray());
        Assert.Equal(("acme", 0.5m, 3), (
            tenant.GetProperty("id").GetString(), tenant.GetProperty("requests_per_second").GetDecimal(), tenant.GetProperty("concurrent_streams").GetInt32()));
        Assert.Equal(("interactive", "interactive"), (
            tenant.GetProperty("default_class").GetString(), tenant.GetProperty("highest_class").GetString()));
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("monthly_tokens").ValueKind);
        Assert.Single(tenant.GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task Add_KnownTenant_ChangesNothingUnlessItIsForANewKey()
    {
        await RunAsync("add", "acme", "--streams", "3");

        (int again, string output, string error) = await RunAsync("add", "acme", "--streams", "9");
        (int newKey, string key, _) = await RunAsync("add", "acme", "--new-key", "--json");

        Assert.Equal((1, ""), (again, output));
        Assert.Contains("there is a tenant 'acme' already", error, StringComparison.Ordinal);
        Assert.Equal(0, newKey);
        Assert.StartsWith("fk_", JsonDocument.Parse(key).RootElement.GetProperty("key").GetString(), StringComparison.Ordinal);
        JsonElement tenant = await TenantAsync();
        Assert.Equal((3, 2), (tenant.GetProperty("concurrent_streams").GetInt32(), tenant.GetProperty("keys").GetArrayLength()));
    }

    [Fact]
    public async Task Limit_OneOfThem_LeavesTheOthers()
    {
        await RunAsync("add", "acme", "--streams", "3", "--tokens-per-minute", "1000");

        (int code, _, _) = await RunAsync("limit", "acme", "--streams", "none", "--monthly-tokens", "0", "--weight", "5");

        JsonElement tenant = await TenantAsync();
        Assert.Equal(0, code);
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("concurrent_streams").ValueKind);
        Assert.Equal((1000L, 0L, 5), (
            tenant.GetProperty("tokens_per_minute").GetInt64(), tenant.GetProperty("monthly_tokens").GetInt64(), tenant.GetProperty("weight").GetInt32()));
    }

    [Fact]
    public async Task Revoke_OneKeyOrAll_EndsThose()
    {
        await RunAsync("add", "acme");
        await RunAsync("add", "acme", "--new-key");
        string[] keys = [.. (await TenantAsync()).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("id").GetString()!)];

        (int one, string first, _) = await RunAsync("revoke", "acme", "--key", keys[0]);
        (int again, _, string error) = await RunAsync("revoke", "acme", "--key", keys[0]);
        (int all, string rest, _) = await RunAsync("revoke", "acme");

        Assert.Equal((0, keys[0]), (one, first.Trim()));
        Assert.Equal(1, again);
        Assert.Contains("has no good key", error, StringComparison.Ordinal);
        Assert.Equal((0, keys[1]), (all, rest.Trim()));
        Assert.All((await TenantAsync()).GetProperty("keys").EnumerateArray(), key => Assert.NotNull(key.GetProperty("revoked_at").GetString()));
    }

    [Theory]
    [InlineData(2, "a tenant's id has", "add", "a b")]
    [InlineData(2, "tokens per minute must be between 1 and 100000000, it is 0", "add", "acme", "--tokens-per-minute", "0")]
    [InlineData(2, "requests per second must be a multiple of 0.001", "add", "acme", "--requests-per-second", "1.0005")]
    [InlineData(2, "--streams must be a whole number or 'none'", "add", "acme", "--streams", "1.5")]
    [InlineData(2, "--streams must be a number or 'none', it is 'many'", "add", "acme", "--streams", "many")]
    [InlineData(2, "--class must be one of realtime", "add", "acme", "--class", "urgent")]
    [InlineData(2, "is more urgent than the highest", "add", "acme", "--class", "realtime", "--highest-class", "batch")]
    [InlineData(1, "there is no tenant 'acme'", "limit", "acme", "--streams", "1")]
    [InlineData(1, "there is no tenant 'acme'", "revoke", "acme")]
    [InlineData(1, "there is no tenant 'acme'", "add", "acme", "--new-key")]
    public async Task Command_WrongUse_SaysWhatIsWrongAndChangesNothing(int code, string message, params string[] arguments)
    {
        (int actual, _, string error) = await RunAsync(arguments);

        Assert.Equal(code, actual);
        Assert.Contains(message, error, StringComparison.Ordinal);
        (_, string list, _) = await RunAsync("list", "--json");
        Assert.Empty(JsonDocument.Parse(list).RootElement.EnumerateArray());
    }

    [Fact]
    public async Task List_Tenants_IsATable()
    {
        await RunAsync("add", "acme", "--tokens-per-minute", "1000");

        (_, string table, _) = await RunAsync("list");

        Assert.Matches(@"^TENANT +REQUESTS/S .*\nacme +- +1000 +- +- +0 +standard +standard +1 +key_[0-9a-f]{12}\n$", table);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonElement> TenantAsync() =>
        Assert.Single(JsonDocument.Parse((await RunAsync("list", "--json")).Output).RootElement.EnumerateArray());

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        ParseResult parsed = FinClusterCommand.Create().Parse(["tenants", .. arguments, "--data", _folder.Path]);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
