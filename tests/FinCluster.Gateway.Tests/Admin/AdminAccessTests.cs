using System.Net;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Admin;

/// <summary>Who is an administrator, over both protocols.</summary>
public sealed class AdminAccessTests
{
    private const string Tenants = "/admin/v1/tenants";
    private const string FileHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static TheoryData<string, string> Operations => new()
    {
        { "POST", Tenants },
        { "GET", Tenants },
        { "GET", Tenants + "/acme" },
        { "PUT", Tenants + "/acme/limits" },
        { "POST", Tenants + "/acme/keys" },
        { "GET", Tenants + "/acme/keys" },
        { "DELETE", Tenants + "/acme/keys/key_000000000000" },
        { "GET", "/admin/v1/nodes" },
        { "POST", "/admin/v1/nodes/a/drain" },
        { "GET", "/admin/v1/catalog" },
        { "GET", "/admin/v1/aliases/fin-chat" },
        { "GET", "/admin/v1/aliases/fin-chat/history" },
        { "GET", "/admin/v1/releases/fin-chat" },
        { "GET", "/admin/v1/artifacts/base" },
        { "GET", "/admin/v1/diff?before=a&after=b" },
        { "GET", "/admin/v1/uploads/" + FileHash },
        { "PUT", "/admin/v1/artifacts/" + FileHash },
        { "POST", "/admin/v1/releases" },
        { "POST", "/admin/v1/aliases/fin-chat/promote" },
        { "POST", "/admin/v1/aliases/fin-chat/rollback" },
        { "POST", "/admin/v1/aliases/fin-chat/canary" },
        { "POST", "/admin/v1/aliases/fin-chat/canary/promote" },
        { "POST", "/admin/v1/aliases/fin-chat/canary/abort" },
        { "POST", "/admin/v1/verify" },
        { "GET", "/admin/v1/nosuch" },
        { "GET", "/ADMIN/v1/tenants" },
    };

    public static TheoryData<string, string> ForeignHeaders => new()
    {
        { "X-Forwarded-For", "10.0.0.9" },
        { "X-Forwarded-For", "127.0.0.1" },
        { "Forwarded", "for=10.0.0.9" },
        { "X-Real-IP", "10.0.0.9" },
        { "Via", "1.1 proxy" },
        { "Origin", "https://evil.example" },
        { "Host", "evil.example" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Http_GatewayHasAKey_NothingElseIsEnough(string method, string path)
    {
        string tenant = "";
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Tenants = async tenants => tenant = await tenants.AddAsync("acme");
        });
        var verb = new HttpMethod(method);

        Assert.Equal("invalid_api_key", (await (await gateway.SendAsync(verb, path, null)).ErrorAsync(HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("invalid_api_key", (await (await gateway.SendAsync(verb, path, AdminCalls.Key + "x")).ErrorAsync(HttpStatusCode.Unauthorized)).Code);
        Assert.Equal("permission_denied", (await (await gateway.SendAsync(verb, path, tenant)).ErrorAsync(HttpStatusCode.Forbidden)).Code);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Http_GatewayHasNoKey_OtherMachinesAreRefused(string method, string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(AdminCalls.FromAnotherMachine);

        Assert.Equal("permission_denied", (await (await gateway.SendAsync(new HttpMethod(method), path, null)).ErrorAsync(HttpStatusCode.Forbidden)).Code);
    }

    [Theory]
    [MemberData(nameof(ForeignHeaders))]
    public async Task Http_GatewayHasNoKey_ProxiesAndWebPagesOfThisMachineAreRefused(string name, string value)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();

        using HttpResponseMessage foreign = await gateway.SendAsync(HttpMethod.Get, Tenants, null, null, (name, value));
        using HttpResponseMessage direct = await gateway.SendAsync(HttpMethod.Get, Tenants, null);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (foreign.StatusCode, direct.StatusCode));
    }

    [Fact]
    public async Task Http_AdministratorKey_IsEnoughFromAnotherMachineAndThroughAProxy()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            AdminCalls.WithKey(setup);
            AdminCalls.FromAnotherMachine(setup);
        });

        using HttpResponseMessage response = await gateway.SendAsync(
            HttpMethod.Get, Tenants, AdminCalls.Key, null, ("X-Forwarded-For", "10.0.0.9"), ("Origin", "https://console.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Http_AdministratorKey_IsNoTenants()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Tenants = tenants => tenants.AddAsync("acme");
        });

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync(HttpMethod.Get, "/v1/models", AdminCalls.Key)).StatusCode);
    }

    [Fact]
    public async Task Grpc_GatewayHasAKey_NothingElseIsEnough()
    {
        string tenant = "";
        await using RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Tenants = async tenants => tenant = await tenants.AddAsync("acme");
        });

        foreach (Func<GrpcCallOptions, Task> call in Calls(gateway))
        {
            await AssertRefusedAsync(call, AdminCalls.Call(null), ErrorCode.InvalidApiKey);
            await AssertRefusedAsync(call, AdminCalls.Call("x" + AdminCalls.Key), ErrorCode.InvalidApiKey);
            await AssertRefusedAsync(call, AdminCalls.Call(tenant), ErrorCode.PermissionDenied);
        }
    }

    [Fact]
    public async Task Grpc_GatewayHasNoKey_OtherMachinesAndProxiesAreRefused()
    {
        await using RunningGateway far = await RunningGateway.StartAsync(AdminCalls.FromAnotherMachine);
        await using RunningGateway near = await RunningGateway.StartAsync();

        foreach ((Func<GrpcCallOptions, Task> remote, Func<GrpcCallOptions, Task> local) in Calls(far).Zip(Calls(near)))
        {
            await AssertRefusedAsync(remote, AdminCalls.Call(null), ErrorCode.PermissionDenied);
            await AssertRefusedAsync(local, AdminCalls.Call(null, ("x-forwarded-for", "10.0.0.9")), ErrorCode.PermissionDenied);
        }

        await near.Grpc.UnaryAsync(AdminMethods.ListTenants, new ListTenantsRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
    }

    [Fact]
    public async Task DrainNode_FromAnotherMachineWithTheKey_Drains()
    {
        await using var engine = new FakeInferenceEngine();
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            setup =>
            {
                AdminCalls.WithKey(setup);
                AdminCalls.FromAnotherMachine(setup);
            },
            engine);

        await gateway.Grpc.UnaryAsync(
            PublicMethods.DrainNode, new DrainNodeRequest { Id = "a" }, AdminCalls.Call(AdminCalls.Key), TestTimeouts.Token);

        await gateway.Node(0).Stopped.WaitAsync(TestTimeouts.Token);
    }

    private static async Task AssertRefusedAsync(Func<GrpcCallOptions, Task> call, GrpcCallOptions options, ErrorCode code)
    {
        ErrorKind kind = ErrorTable.Get(code);
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(() => call(options));
        Assert.Equal(((GrpcStatus)kind.GrpcStatus, kind.Name), (error.Status, error.Trailers[ErrorWire.ErrorTrailer]));
    }

    private static Func<GrpcCallOptions, Task>[] Calls(RunningGateway gateway)
    {
        GrpcChannel grpc = gateway.Grpc;
        CancellationToken cancel = TestTimeouts.Token;
        return
        [
            options => grpc.UnaryAsync(AdminMethods.CreateTenant, new CreateTenantRequest { Id = "new" }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.GetTenant, new GetTenantRequest { Id = "acme" }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.ListTenants, new ListTenantsRequest(), options, cancel),
            options => grpc.UnaryAsync(AdminMethods.SetTenantLimits, new SetTenantLimitsRequest { Id = "acme", Limits = new() }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.CreateApiKey, new CreateApiKeyRequest { Id = "acme" }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.ListApiKeys, new ListApiKeysRequest { Id = "acme" }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.RevokeApiKey, new RevokeApiKeyRequest { Id = "acme", KeyId = "x" }, options, cancel),
            options => grpc.UnaryAsync(AdminMethods.ListNodes, new ListNodesRequest(), options, cancel),
            options => grpc.UnaryAsync(AdminMethods.DrainNode, new DrainNodeRequest { Id = "a" }, options, cancel),
            options => grpc.UnaryAsync(PublicMethods.DrainNode, new DrainNodeRequest { Id = "a" }, options, cancel),
        ];
    }
}
