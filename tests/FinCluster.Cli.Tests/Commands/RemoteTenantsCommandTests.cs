using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

/// <summary>Commands of administrators through a gateway of this process.</summary>
public sealed class RemoteTenantsCommandTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;

    private TemporaryFolder Folder => _gateway.Folder;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync(hasFiles: false);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Tenants_ThroughAGateway_DoWhatTheyDoInTheStore()
    {
        (int added, string key, string error) = await RunAsync("tenants", "add", "acme", "--streams", "3", "--tokens-per-minute", "1000");
        (int again, _, string exists) = await RunAsync("tenants", "add", "acme");
        (int limited, _, _) = await RunAsync("tenants", "limit", "acme", "--streams", "none", "--requests-per-second", "0.125", "--class", "interactive");
        (_, string more, _) = await RunAsync("tenants", "add", "acme", "--new-key", "--json");
        string keyId = JsonDocument.Parse(more).RootElement.GetProperty("key_id").GetString()!;
        (int revoked, string ended, _) = await RunAsync("tenants", "revoke", "acme", "--key", keyId);
        (_, string list, _) = await RunAsync("tenants", "list", "--json");

        Assert.Equal((0, "", 1, 0, 0), (added, error, again, limited, revoked));
        Assert.True(ApiKey.TryHash(key.Trim(), out _));
        Assert.Contains("there is a tenant 'acme' already", exists, StringComparison.Ordinal);
        Assert.Equal(keyId, ended.Trim());
        Assert.Equal(list, await StoreListAsync());
        JsonElement tenant = Assert.Single(JsonDocument.Parse(list).RootElement.EnumerateArray());
        Assert.Equal((0.125m, 1000L, "interactive"), (
            tenant.GetProperty("requests_per_second").GetDecimal(), tenant.GetProperty("tokens_per_minute").GetInt64(), tenant.GetProperty("highest_class").GetString()));
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("concurrent_streams").ValueKind);
    }

    [Theory]
    [InlineData("this needs the administrator key", false, "tenants", "list")]
    [InlineData("this needs the administrator key", false, "nodes", "list")]
    [InlineData("there is no tenant 'acme'", true, "tenants", "limit", "acme", "--streams", "1")]
    [InlineData("there is no tenant 'acme'", true, "tenants", "revoke", "acme")]
    [InlineData("there is no node of that id", true, "nodes", "drain", "nosuch")]
    public async Task Command_Refused_SaysWhy(string message, bool hasKey, params string[] arguments)
    {
        (int code, _, string error) = await RunAsync(hasKey, arguments);

        Assert.Equal(1, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "name one of them", "tenants", "list", "--data", "somewhere")]
    [InlineData(2, "name one of them", "tenants", "list", "--cluster", "redis://127.0.0.1:1")]
    [InlineData(1, "cannot be read", "nodes", "list", "--admin-key-file", "nosuch.key")]
    public async Task Command_WrongOptions_AreNamed(int expected, string message, params string[] arguments)
    {
        (int code, _, string error) = await RunAsync(false, arguments);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodesList_WithTheKey_IsATable()
    {
        (int code, string table, _) = await RunAsync("nodes", "list");

        Assert.Equal((0, "NODE  ADDRESS  TIER  STATE  MODELS  RUNNING  QUEUED\n"), (code, table));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(true, arguments);

    private Task<(int Code, string Output, string Error)> RunAsync(bool hasKey, string[] arguments) =>
        InvokeAsync([.. arguments, "--server", _gateway.Grpc, .. hasKey ? (string[])["--admin-key-file", _gateway.KeyFile] : []]);

    private async Task<string> StoreListAsync() => (await InvokeAsync(["tenants", "list", "--json", "--data", Folder.File("data")])).Output;

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        int code = await FinClusterCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
