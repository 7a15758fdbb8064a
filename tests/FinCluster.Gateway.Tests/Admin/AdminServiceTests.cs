using FinCluster.Contracts.Admin.V1;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Methods;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Gateway.Tests.Admin;

/// <summary>fincluster.admin.v1.Admin on a gateway with an administrator key.</summary>
public sealed class AdminServiceTests : IAsyncLifetime
{
    private readonly RecordingLog _log = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(
        setup =>
        {
            AdminCalls.WithKey(setup);
            setup.Services = _log.AddTo;
        },
        new FakeInferenceEngine());

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Tenant_FromCreationToTheRevokedKey()
    {
        var limits = new TenantLimits { RequestsPerSecond = 0.125, MonthlyTokens = 0, DefaultClass = "realtime", Weight = 3 };
        Tenant created = await CallAsync(AdminMethods.CreateTenant, new CreateTenantRequest { Id = "acme", Limits = limits });
        CreateApiKeyResponse key = await CallAsync(AdminMethods.CreateApiKey, new CreateApiKeyRequest { Id = "acme" });
        Tenant limited = await CallAsync(AdminMethods.SetTenantLimits, new SetTenantLimitsRequest { Id = "acme", Limits = new TenantLimits() });
        await Eventually.IsTrueAsync(async () => (await _gateway.ChatAsync()).StatusCode == System.Net.HttpStatusCode.Unauthorized);
        Assert.Equal("Hello world", await _gateway.AskAsync(key.Key));
        await CallAsync(AdminMethods.RevokeApiKey, new RevokeApiKeyRequest { Id = "acme", KeyId = key.Info.Id });

        Assert.Equal(
            (0.125, 0L, "realtime", "realtime", 3),
            (created.Limits.RequestsPerSecond, created.Limits.MonthlyTokens, created.Limits.DefaultClass, created.Limits.HighestClass, created.Limits.Weight));
        Assert.Equal((false, false, "standard", 1), (limited.Limits.HasRequestsPerSecond, limited.Limits.HasMonthlyTokens, limited.Limits.DefaultClass, limited.Limits.Weight));
        Assert.NotNull(Assert.Single((await CallAsync(AdminMethods.ListApiKeys, new ListApiKeysRequest { Id = "acme" })).Keys).RevokedAt);
        Assert.Equal("acme", Assert.Single((await CallAsync(AdminMethods.ListTenants, new ListTenantsRequest())).Tenants).Id);
        Assert.Equal(limited.CreatedAt, (await CallAsync(AdminMethods.GetTenant, new GetTenantRequest { Id = "acme" })).CreatedAt);
        await Eventually.IsTrueAsync(async () => (await _gateway.ChatAsAsync(key.Key)).StatusCode == System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nodes_AreListed() =>
        Assert.Equal("a", Assert.Single((await CallAsync(AdminMethods.ListNodes, new ListNodesRequest())).Nodes).Id);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1)]
    [InlineData(0.0005)]
    public async Task Limits_NoRate_IsNamed(double rate)
    {
        var request = new CreateTenantRequest { Id = "acme", Limits = new TenantLimits { RequestsPerSecond = rate } };

        await AssertRefusedAsync(() => CallAsync(AdminMethods.CreateTenant, request), "invalid_request", "limits.requests_per_second");
    }

    [Fact]
    public async Task Calls_WrongFields_AreNamed()
    {
        await AssertRefusedAsync(() => CallAsync(AdminMethods.CreateTenant, new CreateTenantRequest()), "invalid_request", "id");
        await AssertRefusedAsync(() => CallAsync(AdminMethods.SetTenantLimits, new SetTenantLimitsRequest { Id = "acme" }), "invalid_request", "limits");
        await AssertRefusedAsync(() => CallAsync(AdminMethods.ListTenants, new ListTenantsRequest { PageSize = -1 }), "invalid_request", "page_size");
        await AssertRefusedAsync(() => CallAsync(AdminMethods.GetTenant, new GetTenantRequest { Id = "nosuch" }), "tenant_not_found", "id");
        await AssertRefusedAsync(
            () => CallAsync(AdminMethods.CreateTenant, new CreateTenantRequest { Id = "a", Limits = new TenantLimits { DefaultClass = "x" } }),
            "invalid_request",
            "limits.default_class");
    }

    [Fact]
    public async Task Calls_AreLoggedAndCountedWithoutKeys()
    {
        await CallAsync(AdminMethods.CreateTenant, new CreateTenantRequest { Id = "acme" });
        CreateApiKeyResponse key = await CallAsync(AdminMethods.CreateApiKey, new CreateApiKeyRequest { Id = "acme" });
        await AssertRefusedAsync(() => CallAsync(AdminMethods.GetTenant, new GetTenantRequest { Id = "evil\nline" }), "invalid_request", "id");
        await Assert.ThrowsAsync<GrpcException>(
            () => _gateway.Grpc.UnaryAsync(AdminMethods.ListNodes, new ListNodesRequest(), AdminCalls.Call("wrong"), TestTimeouts.Token));
        string page = await (await _gateway.GetAsync("/metrics")).TextAsync();

        Assert.Contains("administrator (by Key, from 127.0.0.1): create_tenant acme: done", _log.Lines);
        Assert.Contains("administrator (by Key, from 127.0.0.1): create_api_key acme: done", _log.Lines);
        Assert.Contains("administrator (by Key, from 127.0.0.1): get_tenant evil?line: invalid_request", _log.Lines);
        Assert.Contains("a call from 127.0.0.1 is no administrator's and was refused: invalid_api_key", _log.Lines);
        Assert.DoesNotContain(_log.Lines, line => line.Contains(key.Key, StringComparison.Ordinal) || line.Contains(AdminCalls.Key, StringComparison.Ordinal));
        Assert.Contains("fincluster_gateway_admin_calls_total{operation=\"create_tenant\",proof=\"key\"} 1", page, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(Func<Task> call, string error, string parameter)
    {
        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(call);
        Assert.Equal((error, parameter), (refused.Trailers[ErrorWire.ErrorTrailer], refused.Trailers[ErrorWire.ParameterTrailer]));
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _gateway.Grpc.UnaryAsync(method, request, AdminCalls.Call(AdminCalls.Key), TestTimeouts.Token);
}
