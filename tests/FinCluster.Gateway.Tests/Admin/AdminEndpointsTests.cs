using System.Net;
using System.Text.Json;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Admin;

/// <summary>/admin/v1 on a gateway without an administrator key, called from its own machine.</summary>
public sealed class AdminEndpointsTests : IAsyncLifetime
{
    private const string Tenants = "/admin/v1/tenants";

    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(null, new FakeInferenceEngine());

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Tenant_CreatedAndGivenAKey_IsAnswered()
    {
        JsonElement tenant = await (await PostAsync(Tenants, """{"id":"acme","limits":{"requests_per_second":0.5,"default_class":"interactive"}}"""))
            .JsonAsync(HttpStatusCode.Created);
        using HttpResponseMessage created = await _gateway.SendAsync(HttpMethod.Post, Tenants + "/acme/keys", null);
        JsonElement key = await created.JsonAsync(HttpStatusCode.Created);

        Assert.Equal(("acme", "tenant", 0.5m), (Text(tenant, "id"), Text(tenant, "object"), tenant.GetProperty("limits").GetProperty("requests_per_second").GetDecimal()));
        Assert.Equal(("interactive", "interactive"), (Text(tenant.GetProperty("limits"), "default_class"), Text(tenant.GetProperty("limits"), "highest_class")));
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("limits").GetProperty("monthly_tokens").ValueKind);
        Assert.Empty(tenant.GetProperty("keys").EnumerateArray());
        Assert.Equal("no-store", created.Headers.CacheControl?.ToString());
        await Eventually.IsTrueAsync(async () => (await _gateway.ChatAsync()).StatusCode == HttpStatusCode.Unauthorized);
        await (await _gateway.ChatAsAsync(Text(key, "key"))).JsonAsync();
    }

    [Fact]
    public async Task Tenant_HasAsked_ShowsWhatItUsedAndItsKeysWithoutSecrets()
    {
        string key = await _gateway.Tenants.AddAsync("acme");
        await Eventually.IsTrueAsync(async () => (await _gateway.ChatAsync()).StatusCode == HttpStatusCode.Unauthorized);
        await (await _gateway.ChatAsAsync(key)).JsonAsync();
        await Eventually.IsTrueAsync(async () => (await _gateway.UsageAsync()).OpenStreams == 0);

        string body = await (await _gateway.GetAsync(Tenants + "/acme")).TextAsync();
        string keys = await (await _gateway.GetAsync(Tenants + "/acme/keys")).TextAsync();

        JsonElement tenant = JsonDocument.Parse(body).RootElement;
        Assert.Equal((await _gateway.UsageAsync()).MonthTokens, tenant.GetProperty("usage").GetProperty("tokens").GetInt64());
        Assert.True(ApiKey.TryHash(key, out ApiKeyHash hash));
        Assert.All((string[])[body, keys], text =>
        {
            Assert.Contains("\"key_", text, StringComparison.Ordinal);
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hash.Value, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Limits_Put_AreReplacedAsAWhole()
    {
        await _gateway.Tenants.AddAsync("acme", new TenantLimits { ConcurrentStreams = 3, TokensPerMinute = 1_000 });

        JsonElement tenant = await (await PutAsync(Tenants + "/acme/limits", """{"concurrent_streams":5,"weight":2}""")).JsonAsync();

        Assert.Equal((5, 2), (tenant.GetProperty("limits").GetProperty("concurrent_streams").GetInt32(), tenant.GetProperty("limits").GetProperty("weight").GetInt32()));
        Assert.Equal(
            new TenantLimits { ConcurrentStreams = 5, Weight = 2 },
            (await _gateway.Tenants.FindAsync(new TenantId("acme"), TestTimeouts.Token))!.Limits);
    }

    [Fact]
    public async Task Key_Revoked_IsGoodNoMoreAndCannotBeRevokedAgain()
    {
        string key = await _gateway.Tenants.AddAsync("acme");
        string id = Text((await (await _gateway.GetAsync(Tenants + "/acme/keys")).JsonAsync()).GetProperty("data")[0], "id");

        using HttpResponseMessage revoked = await _gateway.SendAsync(HttpMethod.Delete, $"{Tenants}/acme/keys/{id}", null);
        using HttpResponseMessage again = await _gateway.SendAsync(HttpMethod.Delete, $"{Tenants}/acme/keys/{id}", null);

        Assert.True((await revoked.JsonAsync()).GetProperty("revoked").GetBoolean());
        Assert.Equal("api_key_not_found", (await again.ErrorAsync(HttpStatusCode.NotFound)).Code);
        await Eventually.IsTrueAsync(async () => (await _gateway.ChatAsAsync(key)).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task List_Pages_AreEveryTenantOnceInTheirOrder()
    {
        foreach (string id in (string[])["c", "a", "B", "d"])
        {
            await _gateway.Tenants.AddAsync(id);
        }

        JsonElement first = await (await _gateway.GetAsync(Tenants + "?limit=3")).JsonAsync();
        JsonElement second = await (await _gateway.GetAsync($"{Tenants}?limit=3&page_token={Text(first, "next_page_token")}")).JsonAsync();

        Assert.Equal(["B", "a", "c"], first.GetProperty("data").EnumerateArray().Select(tenant => Text(tenant, "id")));
        Assert.Equal(["d"], second.GetProperty("data").EnumerateArray().Select(tenant => Text(tenant, "id")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page_token").ValueKind);
    }

    [Fact]
    public async Task Nodes_ListedAndDrained_GoDown()
    {
        JsonElement node = Assert.Single((await (await _gateway.GetAsync("/admin/v1/nodes")).JsonAsync()).GetProperty("data").EnumerateArray());
        using HttpResponseMessage drained = await _gateway.SendAsync(HttpMethod.Post, "/admin/v1/nodes/a/drain", null);

        Assert.Equal(("a", "ready", true), (Text(node, "id"), Text(node, "state"), node.GetProperty("reachable").GetBoolean()));
        Assert.True((await drained.JsonAsync()).GetProperty("draining").GetBoolean());
        await _gateway.Node(0).Stopped.WaitAsync(TestTimeouts.Token);
        Assert.Equal("node_not_found", (await (await _gateway.SendAsync(HttpMethod.Post, "/admin/v1/nodes/nosuch/drain", null)).ErrorAsync(HttpStatusCode.NotFound)).Code);
    }

    [Theory]
    [InlineData("""{}""", "id", "invalid_request")]
    [InlineData("""{"id":"a b"}""", "id", "invalid_request")]
    [InlineData("""{"id":7}""", "id", "invalid_request")]
    [InlineData("""{"id":"acme","limit":{}}""", "limit", "invalid_request")]
    [InlineData("""{"id":"acme","limits":[]}""", "limits", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"token_per_minute":1}}""", "limits.token_per_minute", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"tokens_per_minute":0}}""", "limits.tokens_per_minute", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"tokens_per_minute":1.5}}""", "limits.tokens_per_minute", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"requests_per_second":1e300}}""", "limits.requests_per_second", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"requests_per_second":0.0005}}""", "limits.requests_per_second", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"requests_per_second":"20"}}""", "limits.requests_per_second", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"concurrent_streams":99999999999}}""", "limits.concurrent_streams", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"monthly_tokens":-1}}""", "limits.monthly_tokens", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"weight":1001}}""", "limits.weight", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"default_class":"urgent"}}""", "limits.default_class", "invalid_request")]
    [InlineData("""{"id":"acme","limits":{"default_class":"realtime","highest_class":"batch"}}""", "limits.default_class", "invalid_request")]
    [InlineData("""[]""", "body", "invalid_request")]
    [InlineData("""{"id":""", "body", "invalid_request")]
    public async Task Create_WrongField_IsNamedAndNothingIsMade(string body, string parameter, string code)
    {
        (string actual, string? field, _) = await (await PostAsync(Tenants, body)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal((code, parameter), (actual, field));
        Assert.Empty(await _gateway.Tenants.ListAsync(TestTimeouts.Token));
    }

    [Fact]
    public async Task Calls_UnknownTenantOrOneThatIsThere_SayWhich()
    {
        await _gateway.Tenants.AddAsync("acme");

        Assert.Equal("tenant_exists", (await (await PostAsync(Tenants, """{"id":"acme"}""")).ErrorAsync(HttpStatusCode.Conflict)).Code);
        Assert.Equal("tenant_not_found", (await (await _gateway.GetAsync(Tenants + "/nosuch")).ErrorAsync(HttpStatusCode.NotFound)).Code);
        Assert.Equal("tenant_not_found", (await (await _gateway.GetAsync(Tenants + "/nosuch/keys")).ErrorAsync(HttpStatusCode.NotFound)).Code);
        Assert.Equal("tenant_not_found", (await (await PostAsync(Tenants + "/nosuch/keys", "")).ErrorAsync(HttpStatusCode.NotFound)).Code);
        Assert.Equal("tenant_not_found", (await (await PutAsync(Tenants + "/nosuch/limits", "{}")).ErrorAsync(HttpStatusCode.NotFound)).Code);
        Assert.Equal("weight", (await (await PutAsync(Tenants + "/acme/limits", """{"weight":0}""")).ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
        Assert.Equal("limit", (await (await _gateway.GetAsync(Tenants + "?limit=0")).ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
        Assert.Equal("page_token", (await (await _gateway.GetAsync(Tenants + "?page_token=a%20b")).ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
        Assert.Equal("method_not_allowed", (await (await _gateway.SendAsync(HttpMethod.Delete, Tenants, null)).ErrorAsync(HttpStatusCode.MethodNotAllowed)).Code);
    }

    [Fact]
    public async Task Keys_MoreThanATenantMayHave_AreRefused()
    {
        await _gateway.Tenants.AddAsync("acme");
        for (int i = 1; i < ITenantDirectory.MaxKeysPerTenant; i++)
        {
            await _gateway.Tenants.AddKeyAsync(new TenantId("acme"), ApiKey.Create(DateTimeOffset.UnixEpoch).Record, TestTimeouts.Token);
        }

        Assert.Equal("too_many_api_keys", (await (await PostAsync(Tenants + "/acme/keys", "")).ErrorAsync(HttpStatusCode.Conflict)).Code);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private Task<HttpResponseMessage> PostAsync(string path, string json) => _gateway.SendAsync(HttpMethod.Post, path, null, json);

    private Task<HttpResponseMessage> PutAsync(string path, string json) => _gateway.SendAsync(HttpMethod.Put, path, null, json);
}
