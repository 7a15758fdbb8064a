using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Tenants;

public sealed class AuthenticationTests : IAsyncDisposable
{
    private static readonly ListenAddress AllInterfaces = new(IPAddress.Any, 0);

    private readonly FakeInferenceEngine _engine = new();

    public static TheoryData<string> WrongKeys =>
        ["", "any", "fk_", ApiKey.Create(DateTimeOffset.UnixEpoch).Key, "fk_" + new string('密', 43)];

    [Theory]
    [InlineData(null)]
    [InlineData("any")]
    public async Task Request_NoTenantIsDefined_NeedsNoKey(string? key)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine);

        await (await gateway.ChatAsAsync(key)).JsonAsync();
        Assert.Equal("Hello world", await gateway.AskAsync(key));
    }

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task Request_NoGoodKey_IsRefusedInOpenAisShape(string key)
    {
        (RunningGateway gateway, _) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        if (key.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Uri.EscapeDataString(key));
        }

        JsonElement error = (await (await gateway.Http.SendAsync(request, TestTimeouts.Token)).JsonAsync(HttpStatusCode.Unauthorized)).GetProperty("error");

        Assert.Equal("invalid_api_key", error.GetProperty("code").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task Grpc_NoGoodKey_IsUnauthenticatedOnEveryService()
    {
        (RunningGateway gateway, _) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        CancellationToken cancel = TestTimeouts.Token;
        Func<Task>[] calls =
        [
            () => gateway.AskAsync(null),
            () => gateway.AskAsync(ApiKey.Create(DateTimeOffset.UnixEpoch).Key),
            () => gateway.Grpc.UnaryAsync(PublicMethods.ListModels, new ListModelsRequest(), GrpcCallOptions.Default, cancel),
            () => gateway.Grpc.UnaryAsync(PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, cancel),
            () => gateway.Grpc.UnaryAsync(PublicMethods.ListSessions, new ListSessionsRequest(), GrpcCallOptions.Default, cancel),
            () => gateway.Grpc.UnaryAsync(PublicMethods.CreateSession, new CreateSessionRequest(), GrpcCallOptions.Default, cancel),
            () => gateway.Grpc.UnaryAsync(PublicMethods.Embed, new EmbedRequest { Texts = { "a" } }, GrpcCallOptions.Default, cancel),
        ];

        foreach (Func<Task> call in calls)
        {
            GrpcException error = await Assert.ThrowsAsync<GrpcException>(call);
            Assert.Equal((GrpcStatus.Unauthenticated, "invalid_api_key"), (error.Status, error.Trailers[ErrorWire.ErrorTrailer]));
        }
    }

    [Fact]
    public async Task Request_GoodKey_IsAnswered()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;

        await (await gateway.ChatAsAsync(key)).JsonAsync();

        Assert.Equal("Hello world", await gateway.AskAsync(key));
        Assert.All(_engine.Calls, call => Assert.Equal("acme", call.Request.CacheSalt));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/metrics")]
    public async Task Probe_WithoutKey_IsAnswered(string path)
    {
        (RunningGateway gateway, _) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;

        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedWithinTwoSecondsAndTheOtherStaysGood()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        string other = await gateway.Tenants.AddAsync("other");
        await (await gateway.ChatAsAsync(key)).JsonAsync();
        ApiKeyRecord record = Assert.Single(await gateway.Tenants.ListKeysAsync(new TenantId("acme"), TestTimeouts.Token));

        await gateway.Tenants.RevokeKeyAsync(new TenantId("acme"), record.Id, DateTimeOffset.UnixEpoch, TestTimeouts.Token);

        // The gateway looks by itself, once a second.
        await Eventually.IsTrueAsync(async () => (await gateway.ChatAsAsync(key)).StatusCode == HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<GrpcException>(() => gateway.AskAsync(key));
        await (await gateway.ChatAsAsync(other)).JsonAsync();
    }

    [Fact]
    public async Task Limits_Changed_HoldAfterTheNextLook()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        await (await gateway.ChatAsAsync(key)).JsonAsync();

        await gateway.Tenants.SetLimitsAsync(new TenantId("acme"), new TenantLimits { MonthlyTokens = 0 }, TestTimeouts.Token);
        await RefreshAsync(gateway);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.ChatAsAsync(key)).StatusCode);
    }

    [Fact]
    public async Task FirstTenant_AsksBeforeTheGatewayKnowsOfIt_IsCountedAsItself()
    {
        // The clock stands, so the gateway does not ask whether there are tenants.
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            setup => setup.Time = new ManualTimeProvider(), new FakeInferenceEngine());
        string key = await gateway.Tenants.AddAsync("acme");

        Assert.Equal(HttpStatusCode.OK, (await gateway.ChatAsAsync(key)).StatusCode);

        Assert.Equal(9, (await gateway.UsageAsync()).MonthTokens);
    }

    [Fact]
    public async Task FirstTenant_AddedWhileItRuns_EndsTheTimeWithoutKeys()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, _engine);
        await (await gateway.ChatAsync()).JsonAsync();
        string key = await gateway.Tenants.AddAsync("acme");

        await RefreshAsync(gateway);

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.ChatAsync()).StatusCode);
        await (await gateway.ChatAsAsync(key)).JsonAsync();
    }

    [Fact]
    public async Task Key_UnknownAndThenAdded_BecomesGood()
    {
        (RunningGateway gateway, _) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        (string key, ApiKeyRecord record) = ApiKey.Create(DateTimeOffset.UnixEpoch);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.ChatAsAsync(key)).StatusCode);

        await gateway.Tenants.AddKeyAsync(new TenantId("acme"), record, TestTimeouts.Token);
        await RefreshAsync(gateway);

        await (await gateway.ChatAsAsync(key)).JsonAsync();
    }

    [Fact]
    public async Task Sessions_OfAnotherTenant_AreNotThere()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        string other = await gateway.Tenants.AddAsync("other");
        JsonElement session = await (await gateway.SendAsync(key, "/v1/sessions", "{}")).JsonAsync(HttpStatusCode.Created);
        string field = $"\"session\":\"{session.GetProperty("id").GetString()}\"";

        await (await gateway.ChatAsAsync(key, field)).JsonAsync();

        Assert.Equal("session_not_found", (await (await gateway.ChatAsAsync(other, field)).ErrorAsync(HttpStatusCode.NotFound)).Code);
    }

    [Fact]
    public async Task OpenListener_WithoutTenants_DoesNotStart() =>
        await Assert.ThrowsAsync<ListenRefusedException>(() => RunningGateway.StartAsync(setup => setup.Gateway.Http = AllInterfaces));

    [Fact]
    public async Task OpenListener_WithATenant_StartsAndAsksForKeys()
    {
        (RunningGateway gateway, _) = await TenantCalls.StartAsync(TenantLimits.None, setup => setup.Gateway.Http = AllInterfaces);
        await using RunningGateway started = gateway;
        var port = new Uri(gateway.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features
            .Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First()).Port;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/v1/models", UriKind.Relative), TestTimeouts.Token)).StatusCode);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static Task RefreshAsync(RunningGateway gateway) =>
        gateway.Services.GetRequiredService<TenantCache>().RefreshAsync(TestTimeouts.Token);
}
