using System.Net;
using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Grpc;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Admission;

/// <summary>What a tenant may use, and what is booked for it. The engine's prompts have 7 tokens.</summary>
public sealed class TenantLimitTests : IAsyncDisposable
{
    private const int PromptTokens = 7;

    private readonly FakeInferenceEngine _engine = new();

    [Fact]
    public async Task Http_RequestsPerSecondUsedUp_Is429WithTheTimeToWait()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { RequestsPerSecond = 0.01m }, null, _engine);
        await using RunningGateway started = gateway;
        HttpResponseMessage first = await gateway.ChatAsAsync(key);
        Assert.Equal(("1", "0"), (Header(first, "x-ratelimit-limit-requests"), Header(first, "x-ratelimit-remaining-requests")));

        HttpResponseMessage refused = await gateway.ChatAsAsync(key);

        (string code, _, string message) = await refused.ErrorAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal(("rate_limit_exceeded", "the tenant's limit of 0.01 requests per second is reached"), (code, message));
        Assert.InRange(int.Parse(Header(refused, "Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 40, 100);
        Assert.Equal("0", Header(refused, "x-ratelimit-remaining-requests"));
        Assert.Single(_engine.Calls);
    }

    [Fact]
    public async Task Grpc_RequestsPerSecondUsedUp_IsResourceExhaustedWithTheTimeToWait()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { RequestsPerSecond = 0.01m }, null, _engine);
        await using RunningGateway started = gateway;
        await gateway.AskAsync(key);

        GrpcException error = await Assert.ThrowsAsync<GrpcException>(() => gateway.AskAsync(key));

        Assert.Equal((GrpcStatus.ResourceExhausted, "rate_limit_exceeded"), (error.Status, error.Trailers[ErrorWire.ErrorTrailer]));
        Assert.InRange(ErrorWire.FromStatus(error)!.RetryAfter!.Value, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Budget_UsedUp_IsQuotaExceededWhichNobodyShouldRepeat()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { MonthlyTokens = 30 }, null, _engine);
        await using RunningGateway started = gateway;
        await (await gateway.ChatAsAsync(key, "\"max_tokens\":20")).JsonAsync();

        HttpResponseMessage refused = await gateway.ChatAsAsync(key, "\"max_tokens\":20");

        Assert.Equal("quota_exceeded", (await refused.ErrorAsync(HttpStatusCode.TooManyRequests)).Code);
        Assert.Equal("false", Header(refused, "x-should-retry"));
        Assert.True(long.Parse(Header(refused, "Retry-After")!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        await (await gateway.ChatAsAsync(key, "\"max_tokens\":2")).JsonAsync();
    }

    [Fact]
    public async Task Tokens_MoreThanAMinuteHas_SaysThatItNeverFits()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { TokensPerMinute = 100 }, null, _engine);
        await using RunningGateway started = gateway;

        HttpResponseMessage refused = await gateway.ChatAsAsync(key, "\"max_tokens\":1000");

        (string code, _, string message) = await refused.ErrorAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal("quota_exceeded", code);
        Assert.Contains("more than the tenant's limit of 100 tokens per minute", message, StringComparison.Ordinal);
        Assert.Null(Header(refused, "Retry-After"));
    }

    [Fact]
    public async Task ConcurrentStreams_TwoHundredAtOnce_AsManyRunAsAreAllowed()
    {
        const int Allowed = 5;
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Of("a", "b").WaitAt(1, gate.Task);
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { ConcurrentStreams = Allowed }, null, _engine);
        await using RunningGateway started = gateway;
        var refused = new TaskCompletionSource();
        int refusals = 0;

        async Task<HttpStatusCode> SendAsync()
        {
            HttpResponseMessage response = await gateway.ChatAsAsync(key);
            if (response.StatusCode == HttpStatusCode.TooManyRequests && Interlocked.Increment(ref refusals) == 200 - Allowed)
            {
                refused.SetResult();
            }

            return response.StatusCode;
        }

        Task<HttpStatusCode>[] all = [.. Enumerable.Range(0, 200).Select(_ => Task.Run(SendAsync))];
        await refused.Task.WaitAsync(TestTimeouts.Token);
        Assert.Equal(Allowed, (await gateway.UsageAsync()).OpenStreams);
        gate.SetResult();
        HttpStatusCode[] statuses = await Task.WhenAll(all);

        Assert.Equal(Allowed, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(Allowed, _engine.Calls.Count);
        Assert.Equal((0, Allowed * (PromptTokens + 2L)), await gateway.UsageAsync());
    }

    [Fact]
    public async Task NextRequest_RightAfterAnAnswer_FindsItsPlaceFree()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { ConcurrentStreams = 1 }, null, _engine);
        await using RunningGateway started = gateway;
        for (int i = 0; i < 20; i++)
        {
            await (await gateway.ChatAsAsync(key)).JsonAsync();
            Assert.Equal("Hello world", await gateway.AskAsync(key));
        }
    }

    [Fact]
    public async Task Answer_Complete_IsBookedWithItsTokens()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;

        JsonElement answer = await (await gateway.ChatAsAsync(key)).JsonAsync();

        Assert.Equal((0, answer.GetProperty("usage").GetProperty("total_tokens").GetInt64()), await gateway.UsageAsync());
    }

    [Fact]
    public async Task Client_LeavesInTheMiddle_IsBookedWithWhatWasGenerated()
    {
        _engine.Script = _ => FakeScript.Counting(10).HangAt(3);
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;
        using (HttpResponseMessage response = await gateway.OpenAsync(key, "/v1/chat/completions", HttpCalls.Question("\"stream\":true")))
        {
            await foreach (string chunk in response.EventsAsync())
            {
                if (HttpCalls.Content(chunk) == "2 ")
                {
                    Assert.Equal(1, (await gateway.UsageAsync()).OpenStreams);
                    break;
                }
            }
        }

        await Eventually.IsTrueAsync(async () => await gateway.UsageAsync() == (0, PromptTokens + 3L));
        Assert.Equal(0, gateway.Services.GetRequiredService<LedgerClerk>().OpenCount);
    }

    [Fact]
    public async Task Engine_RefusesOrFails_IsBookedWithWhatWasGenerated()
    {
        _engine.Script = call => call.Number == 1
            ? FakeScript.Refuse(RequestException.Invalid("messages", "no"))
            : FakeScript.Counting(10).FailAt(4, new RequestException(ErrorCode.Internal, "a bug"));
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(TenantLimits.None, null, _engine);
        await using RunningGateway started = gateway;

        await (await gateway.ChatAsAsync(key)).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Equal((0, 0L), await gateway.UsageAsync());
        await (await gateway.ChatAsAsync(key)).ErrorAsync(HttpStatusCode.InternalServerError);

        Assert.Equal((0, PromptTokens + 4L), await gateway.UsageAsync());
    }

    [Fact]
    public async Task SeveralAnswers_OneTooMany_NoneRunsAndNothingStaysReserved()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { ConcurrentStreams = 2 }, null, _engine);
        await using RunningGateway started = gateway;

        await (await gateway.ChatAsAsync(key, "\"n\":3")).ErrorAsync(HttpStatusCode.TooManyRequests);

        Assert.Equal((0, 0L), await gateway.UsageAsync());
        Assert.Empty(_engine.Calls);
        await (await gateway.ChatAsAsync(key, "\"n\":2")).JsonAsync();
    }

    [Fact]
    public async Task Embeddings_Tenant_AreBookedAndLimited()
    {
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(new TenantLimits { RequestsPerSecond = 0.001m }, null, _engine);
        await using RunningGateway started = gateway;

        JsonElement first = await (await gateway.SendAsync(key, "/v1/embeddings", """{"input":["久期","凸性"]}""")).JsonAsync();
        await (await gateway.SendAsync(key, "/v1/embeddings", """{"input":"久期"}""")).ErrorAsync(HttpStatusCode.TooManyRequests);

        Assert.Equal((0, first.GetProperty("usage").GetProperty("total_tokens").GetInt64()), await gateway.UsageAsync());
    }

    [Fact]
    public async Task Ledger_Away_RequestsRunAndAreBookedWhenItIsBack()
    {
        AwayLedger? ledger = null;
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(
            new TenantLimits { ConcurrentStreams = 1 },
            setup => setup.Services = services => services.AddSingleton<ITenantLedger>(ledger = AwayLedger.Over(services)),
            _engine);
        await using RunningGateway started = gateway;
        ledger!.IsAway = true;

        await (await gateway.ChatAsAsync(key)).JsonAsync();
        await (await gateway.ChatAsAsync(key)).JsonAsync();
        Assert.Equal((0, 0L), await gateway.UsageAsync());
        Assert.Equal(2, gateway.Services.GetRequiredService<LedgerClerk>().PendingCount);
        ledger.IsAway = false;

        await Eventually.IsTrueAsync(async () => await gateway.UsageAsync() == (0, 2 * (PromptTokens + 2L)));
        await Eventually.IsTrueAsync(() => ValueTask.FromResult(gateway.Services.GetRequiredService<LedgerClerk>().PendingCount == 0));
    }

    [Fact]
    public async Task Stream_LongerThanTheLease_KeepsItsReservation()
    {
        var gate = new TaskCompletionSource();
        _engine.Script = _ => FakeScript.Of("a", "b").WaitAt(1, gate.Task);
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(
            TenantLimits.None, setup => setup.Admission = options => options.ReservationLease = TimeSpan.FromSeconds(1), _engine);
        await using RunningGateway started = gateway;
        Task<HttpResponseMessage> answer = gateway.ChatAsAsync(key);
        await _engine.WaitForCallAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 25; i++)
        {
            await timer.WaitForNextTickAsync(TestTimeouts.Token);
            Assert.Equal(1, (await gateway.UsageAsync()).OpenStreams);
        }

        gate.SetResult();
        await (await answer).JsonAsync();
        Assert.Equal((0, PromptTokens + 2L), await gateway.UsageAsync());
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? Assert.Single(values) : null;

    /// <summary>A ledger whose backend can be taken away.</summary>
    private sealed class AwayLedger(ITenantLedger inner) : ITenantLedger
    {
        public bool IsAway { get; set; }

        private ITenantLedger Inner => IsAway ? throw new ControlPlaneUnavailableException("away") : inner;

        public static AwayLedger Over(IServiceCollection services) =>
            new((ITenantLedger)services.Last(service => service.ServiceType == typeof(ITenantLedger)).ImplementationInstance!);

        public ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken) =>
            Inner.ReserveAsync(reservation, cancellationToken);

        public ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken) =>
            Inner.RenewAsync(reservation, tokensSoFar, cancellationToken);

        public ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken) =>
            Inner.SettleAsync(reservation, tokens, cancellationToken);

        public ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken) =>
            Inner.GetUsageAsync(tenant, limits, cancellationToken);
    }
}
