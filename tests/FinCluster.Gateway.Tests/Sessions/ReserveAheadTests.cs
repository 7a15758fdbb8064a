using System.Collections.Concurrent;
using System.Net;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Sessions;

/// <summary>A turn of a session whose size is known waits for its lease and its reservation at the same time, not for one after the other.</summary>
public sealed class ReserveAheadTests : IAsyncDisposable
{
    private static readonly TenantId Acme = new("acme");

    private readonly FakeInferenceEngine _engine = new();

    [Fact]
    public async Task FirstTurnHere_SessionIsTaken_ReservesNothing()
    {
        (RunningGateway gateway, string key, RecordingLedger ledger) = await StartAsync();
        await using RunningGateway started = gateway;
        SessionId session = await CreateAsync(gateway, key);
        await TakeAsync(gateway, session);

        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(gateway, key, session)).StatusCode);

        Assert.Empty(ledger.Reserved);
    }

    [Fact]
    public async Task SecondTurn_SessionIsTaken_HasReservedBesideItAndGivesItBack()
    {
        (RunningGateway gateway, string key, RecordingLedger ledger) = await StartAsync();
        await using RunningGateway started = gateway;
        SessionId session = await CreateAsync(gateway, key);
        await (await AskAsync(gateway, key, session)).JsonAsync();
        (int _, long spent) = await gateway.UsageAsync();
        await TakeAsync(gateway, session);

        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(gateway, key, session)).StatusCode);

        Assert.Equal(2, ledger.Reserved.Count);
        Assert.Equal((0, spent), await gateway.UsageAsync());
    }

    [Fact]
    public async Task SecondTurn_ReservesForTheConversationSoFarToo()
    {
        (RunningGateway gateway, string key, RecordingLedger ledger) = await StartAsync();
        await using RunningGateway started = gateway;
        SessionId session = await CreateAsync(gateway, key);

        await (await AskAsync(gateway, key, session)).JsonAsync();
        await (await AskAsync(gateway, key, session)).JsonAsync();

        long[] tokens = [.. ledger.Reserved.Select(reservation => reservation.Tokens)];
        Assert.True(tokens[1] > tokens[0], string.Join(", ", tokens));
    }

    [Fact]
    public async Task SecondTurn_OverALimit_IsRefusedAndLeavesTheSessionFree()
    {
        (RunningGateway gateway, string key, _) = await StartAsync(new TenantLimits { RequestsPerSecond = 0.01m });
        await using RunningGateway started = gateway;
        SessionId session = await CreateAsync(gateway, key);
        await (await AskAsync(gateway, key, session)).JsonAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(gateway, key, session)).StatusCode);

        await TakeAsync(gateway, session);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway, string key, SessionId session) =>
        gateway.ChatAsAsync(key, $"\"session\":\"{session}\"");

    private static async Task<SessionId> CreateAsync(RunningGateway gateway, string key) =>
        new((await (await gateway.SendAsync(key, "/v1/sessions", "{}")).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!);

    private static async Task TakeAsync(RunningGateway gateway, SessionId session)
    {
        AcquireResult taken = await gateway.Services.GetRequiredService<ISessionStore>()
            .AcquireAsync(Acme, session, null, TimeSpan.FromMinutes(1), TestTimeouts.Token);
        Assert.Equal(AcquireStatus.Acquired, taken.Status);
    }

    private async Task<(RunningGateway Gateway, string Key, RecordingLedger Ledger)> StartAsync(TenantLimits? limits = null)
    {
        RecordingLedger ledger = null!;
        (RunningGateway gateway, string key) = await TenantCalls.StartAsync(
            limits ?? TenantLimits.None,
            setup => setup.Services = services =>
            {
                ServiceDescriptor real = services.Last(service => service.ServiceType == typeof(ITenantLedger));
                ledger = new RecordingLedger((ITenantLedger)real.ImplementationInstance!);
                services.AddSingleton<ITenantLedger>(ledger);
            },
            _engine);
        return (gateway, key, ledger);
    }

    private sealed class RecordingLedger(ITenantLedger real) : ITenantLedger
    {
        public ConcurrentQueue<Reservation> Reserved { get; } = new();

        public ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken)
        {
            Reserved.Enqueue(reservation);
            return real.ReserveAsync(reservation, cancellationToken);
        }

        public ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken) =>
            real.RenewAsync(reservation, tokensSoFar, cancellationToken);

        public ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken) =>
            real.SettleAsync(reservation, tokens, cancellationToken);

        public ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken) =>
            real.GetUsageAsync(tenant, limits, cancellationToken);
    }
}
