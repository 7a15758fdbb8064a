using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Tenants;

/// <summary>The administrators' API of two real gateways over one Redis.</summary>
public sealed class AdminTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _adminKey = RandomNumberGenerator.GetHexString(40, lowercase: true);
    private TestCluster? _cluster;

    private GatewayProcess A => _cluster!.Gateways[0];

    private GatewayProcess B => _cluster!.Gateways[1];

    private string KeyFile => _folder.File("admin.key");

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Key_MadeAtOneGatewayAndRevokedAtTheOther_IsGoodAtBothAndThenAtNeither(ControlPlaneEngine engine)
    {
        await StartAsync(engine);
        await SendAsync(A, HttpMethod.Post, "/admin/v1/tenants", """{"id":"acme","limits":{"tokens_per_minute":100000}}""");
        JsonElement key = await SendAsync(A, HttpMethod.Post, "/admin/v1/tenants/acme/keys");
        string secret = key.GetProperty("key").GetString()!;

        // From the first tenant on, requests need a key.
        await UntilAsync(B, null, HttpStatusCode.Unauthorized);
        await UntilAsync(B, secret, HttpStatusCode.OK);
        await UntilAsync(A, secret, HttpStatusCode.OK);
        await SendAsync(B, HttpMethod.Delete, $"/admin/v1/tenants/acme/keys/{key.GetProperty("id").GetString()}");
        long revoked = TimeProvider.System.GetTimestamp();
        await UntilAsync(A, secret, HttpStatusCode.Unauthorized);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"refused at the other gateway {TimeProvider.System.GetElapsedTime(revoked).TotalMilliseconds:F0} ms after it was revoked");

        await UntilAsync(B, secret, HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(_adminKey, A.Process.LastLines, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, A.Process.LastLines, StringComparison.Ordinal);
        Assert.Contains("create_api_key acme: done", A.Process.LastLines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task CommandLine_ThroughAGateway_NeedsTheKey(ControlPlaneEngine engine)
    {
        await StartAsync(engine);
        string server = A.Ready.Grpc!;

        string key = Assert.Single(await RunAsync(0, null, "tenants", "add", "acme", "--server", server, "--admin-key-file", KeyFile));
        await UntilAsync(B, key, HttpStatusCode.OK);
        Assert.Contains((await RunAsync(0, _adminKey, "tenants", "list", "--server", $"http://{server}")), line => line.StartsWith("acme ", StringComparison.Ordinal));
        Assert.Single(await RunAsync(0, _adminKey, "nodes", "list", "--server", server));
        await RunAsync(1, null, "tenants", "list", "--server", server);
        await RunAsync(1, null, "nodes", "list", "--server", server);
        await RunAsync(1, new string('x', 40), "nodes", "drain", "any", "--server", server);

        // The store itself knows the tenant too, and needs no key.
        Assert.Contains((await RunAsync(0, null, "tenants", "list", "--cluster", _cluster!.Address)), line => line.StartsWith("acme ", StringComparison.Ordinal));
    }

    private async Task StartAsync(ControlPlaneEngine engine)
    {
        await File.WriteAllTextAsync(KeyFile, _adminKey + "\n", TestTimeouts.Token);
        _cluster = await TestCluster.StartAsync(engine, gateways: 0, nodes: 0);
        string[] arguments = ["--admin-key-file", KeyFile, "--suspect-after", "400", "--lost-after", "1500"];
        await Task.WhenAll(_cluster.AddGatewayAsync(arguments), _cluster.AddGatewayAsync(arguments));
    }

    private static async Task UntilAsync(GatewayProcess gateway, string? key, HttpStatusCode expected) =>
        await Eventually.IsTrueAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using HttpResponseMessage response = await gateway.Http.SendAsync(request, TestTimeouts.Token);
            return response.StatusCode == expected;
        });

    private static async Task<IReadOnlyList<string>> RunAsync(int exitCode, string? adminKey, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(ServeProcess.ProgramEnvironment) { ["FINCLUSTER_ADMIN_KEY"] = adminKey };
        await using ChildProcess program = await ChildProcess.RunAsync(FinClusterProgram.Path, arguments, environment);
        Assert.True(program.ExitCode == exitCode, program.LastLines);
        return program.Output;
    }

    private async Task<JsonElement> SendAsync(GatewayProcess gateway, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", _adminKey);
        using HttpResponseMessage response = await gateway.Http.SendAsync(request, TestTimeouts.Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestTimeouts.Token));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeouts.Token);
    }
}
