using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Tenants;

/// <summary>What every <see cref="ITenantLedger"/> must do. A backend inherits the class and says how to make a ledger.</summary>
/// <remarks>
/// A backend may run on real time, so limits are slow enough that what fills up during a test does not show, unless the test waits for it.
/// </remarks>
public abstract partial class TenantLedgerConformanceTests : IAsyncLifetime
{
    /// <summary>Longer than any test that does not wait for it.</summary>
    protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(30);

    /// <summary>Short enough to wait for.</summary>
    protected static readonly TimeSpan ShortLease = TimeSpan.FromMilliseconds(500);

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets the ledger under test, in which nobody has used anything.</summary>
    protected ITenantLedger Ledger { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Ledger = await CreateLedgerAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeLedgerAsync(Ledger);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty ledger.</summary>
    protected abstract Task<ITenantLedger> CreateLedgerAsync();

    /// <summary>Gives what another gateway would use; the same ledger when the backend serves one process only.</summary>
    protected virtual Task<ITenantLedger> ConnectAsync() => Task.FromResult(Ledger);

    /// <summary>Lets the backend's time pass; one that runs on real time waits, a little longer than asked.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Ends the ledger, and what was connected to it.</summary>
    protected abstract Task DisposeLedgerAsync(ITenantLedger ledger);

    [Fact]
    public async Task Reserve_NoLimits_IsAlwaysAdmitted()
    {
        for (int i = 0; i < 100; i++)
        {
            ReserveResult result = await Ledger.ReserveAsync(Request(TenantLimits.None, Reservation.MaxTokens), _cancel);

            Assert.True(result.IsAdmitted);
            Assert.Equal((null, null, i + 1), (result.Usage.Requests, result.Usage.Tokens, result.Usage.OpenStreams));
        }
    }

    [Fact]
    public async Task Reserve_RequestsPerSecond_AdmitsASecondsWorthAtOnce()
    {
        // A thousandth a second gives one in 1,000 s.
        var limits = new TenantLimits { RequestsPerSecond = 0.001m };
        Assert.True((await Ledger.ReserveAsync(Request(limits), _cancel)).IsAdmitted);

        ReserveResult refused = await Ledger.ReserveAsync(Request(limits), _cancel);

        Assert.Equal(LimitKind.Requests, refused.Over);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(1_000));
        Assert.Equal((0, 1), (refused.Usage.Requests, refused.Usage.OpenStreams));
    }

    [Fact]
    public async Task Reserve_AfterTheTimeThatARefusalNamed_IsAdmitted()
    {
        var limits = new TenantLimits { RequestsPerSecond = 2 };
        ReserveResult result;
        int admitted = 0;
        while ((result = await Ledger.ReserveAsync(Request(limits), _cancel)).IsAdmitted)
        {
            admitted++;
        }

        Assert.True(admitted >= 2);
        await PassAsync(result.RetryAfter!.Value);

        Assert.True((await Ledger.ReserveAsync(Request(limits), _cancel)).IsAdmitted);
    }

    [Fact]
    public async Task Reserve_TokensPerMinute_CountsWhatIsReserved()
    {
        var limits = new TenantLimits { TokensPerMinute = 60 };
        ReserveResult first = await Ledger.ReserveAsync(Request(limits, 40), _cancel);
        Assert.Equal((true, 20), (first.IsAdmitted, first.Usage.Tokens));

        ReserveResult second = await Ledger.ReserveAsync(Request(limits, 40), _cancel);

        Assert.Equal(LimitKind.Tokens, second.Over);
        Assert.InRange(second.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Reserve_MoreThanTheWholeLimit_WillNeverPass()
    {
        ReserveResult tokens = await Ledger.ReserveAsync(Request(new TenantLimits { TokensPerMinute = 60 }, 61), _cancel);
        ReserveResult budget = await Ledger.ReserveAsync(Request(new TenantLimits { MonthlyTokens = 60 }, 61, tenant: "b"), _cancel);

        Assert.Equal((LimitKind.Tokens, null), (tokens.Over, tokens.RetryAfter));
        Assert.Equal((LimitKind.Budget, null), (budget.Over, budget.RetryAfter));
    }

    [Fact]
    public async Task Reserve_ConcurrentStreams_AreFreedBySettling()
    {
        var limits = new TenantLimits { ConcurrentStreams = 2 };
        Reservation first = await AdmitAsync(limits);
        await AdmitAsync(limits);
        ReserveResult refused = await Ledger.ReserveAsync(Request(limits), _cancel);
        Assert.Equal((LimitKind.Streams, TimeSpan.FromSeconds(1), 2), (refused.Over, refused.RetryAfter, refused.Usage.OpenStreams));

        await Ledger.SettleAsync(first, 10, _cancel);

        await AdmitAsync(limits);
        Assert.Equal(LimitKind.Streams, (await Ledger.ReserveAsync(Request(limits), _cancel)).Over);
    }

    [Fact]
    public async Task Reserve_NoStream_DoesNotCountAsOne()
    {
        var limits = new TenantLimits { ConcurrentStreams = 1 };
        await AdmitAsync(limits);

        ReserveResult result = await Ledger.ReserveAsync(Request(limits) with { IsStream = false }, _cancel);

        Assert.Equal((true, 1), (result.IsAdmitted, result.Usage.OpenStreams));
    }

    [Fact]
    public async Task Reserve_MonthlyBudget_CountsEstimatesThenWhatWasUsed()
    {
        var limits = new TenantLimits { MonthlyTokens = 100 };
        Reservation first = await AdmitAsync(limits, 80);
        ReserveResult refused = await Ledger.ReserveAsync(Request(limits, 30), _cancel);
        Assert.Equal((LimitKind.Budget, 80L), (refused.Over, refused.Usage.MonthTokens));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromDays(31));

        await Ledger.SettleAsync(first, 50, _cancel);

        ReserveResult admitted = await Ledger.ReserveAsync(Request(limits, 50), _cancel);
        Assert.Equal((true, 100L), (admitted.IsAdmitted, admitted.Usage.MonthTokens));
        Assert.Equal(LimitKind.Budget, (await Ledger.ReserveAsync(Request(limits, 1), _cancel)).Over);
    }

    [Fact]
    public async Task Reserve_SeveralLimitsInTheWay_NamesTheOneThatLastsLongest()
    {
        var limits = new TenantLimits { RequestsPerSecond = 0.001m, TokensPerMinute = 60, ConcurrentStreams = 1 };
        await AdmitAsync(limits, 60);

        Assert.Equal(LimitKind.Requests, (await Ledger.ReserveAsync(Request(limits, 60), _cancel)).Over);
        Assert.Equal(LimitKind.Tokens, (await Ledger.ReserveAsync(Request(limits, 61), _cancel)).Over);
    }

    [Fact]
    public async Task Reserve_Refused_BooksNothing()
    {
        var limits = new TenantLimits { RequestsPerSecond = 0.002m, TokensPerMinute = 60, ConcurrentStreams = 1, MonthlyTokens = 1_000 };
        await AdmitAsync(limits with { RequestsPerSecond = null }, 10);
        TenantUsage before = await Ledger.GetUsageAsync(Tenant(), limits, _cancel);

        Assert.False((await Ledger.ReserveAsync(Request(limits, 10), _cancel)).IsAdmitted);

        TenantUsage after = await Ledger.GetUsageAsync(Tenant(), limits, _cancel);
        Assert.Equal((before.Requests, before.OpenStreams, before.MonthTokens), (after.Requests, after.OpenStreams, after.MonthTokens));
        Assert.True(after.Tokens >= before.Tokens);
    }

    [Fact]
    public async Task Reserve_TheSameIdAgain_IsAdmittedAndBooksNothing()
    {
        var limits = new TenantLimits { ConcurrentStreams = 1, RequestsPerSecond = 0.001m, MonthlyTokens = 100 };
        Reservation reservation = await AdmitAsync(limits, 60);

        ReserveResult again = await Ledger.ReserveAsync(reservation, _cancel);

        Assert.Equal((true, 1, 60L), (again.IsAdmitted, again.Usage.OpenStreams, again.Usage.MonthTokens));
    }

    [Fact]
    public async Task Reserve_OneTenantAtItsLimit_LeavesOthersAlone()
    {
        var limits = new TenantLimits { ConcurrentStreams = 1 };
        await AdmitAsync(limits);

        Assert.True((await Ledger.ReserveAsync(Request(limits, tenant: "other"), _cancel)).IsAdmitted);
    }

    [Fact]
    public async Task Reserve_ValueOutOfRange_Throws()
    {
        Reservation[] wrong =
        [
            Request(TenantLimits.None, -1), Request(TenantLimits.None, Reservation.MaxTokens + 1),
            Request(TenantLimits.None) with { Lease = TimeSpan.Zero }, Request(new TenantLimits { Weight = 0 }),
        ];

        foreach (Reservation reservation in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Ledger.ReserveAsync(reservation, _cancel));
        }
    }

    [Fact]
    public async Task Limits_LoweredAndLifted_HoldFromTheNextCall()
    {
        await AdmitAsync(TenantLimits.None);
        await AdmitAsync(TenantLimits.None);

        Assert.Equal(LimitKind.Streams, (await Ledger.ReserveAsync(Request(new TenantLimits { ConcurrentStreams = 2 }), _cancel)).Over);
        await AdmitAsync(new TenantLimits { ConcurrentStreams = 3 });
        Assert.Equal(10, (await Ledger.GetUsageAsync(Tenant(), new TenantLimits { TokensPerMinute = 10 }, _cancel)).Tokens);
    }

    [Fact]
    public async Task EveryCall_Cancelled_BooksNothing()
    {
        Reservation open = await AdmitAsync(TenantLimits.None, 5);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Ledger.ReserveAsync(Request(TenantLimits.None), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Ledger.RenewAsync(open, 9, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Ledger.SettleAsync(open, 9, cancelled));

        TenantUsage usage = await Ledger.GetUsageAsync(Tenant(), TenantLimits.None, _cancel);
        Assert.Equal((1, 5L), (usage.OpenStreams, usage.MonthTokens));
    }

    protected static TenantId Tenant(string id = "acme") => new(id);

    protected static Reservation Request(TenantLimits limits, long tokens = 10, TimeSpan? lease = null, string tenant = "acme") =>
        new(ReservationId.New(), Tenant(tenant), limits, tokens, lease ?? LongLease);

    protected async Task<Reservation> AdmitAsync(TenantLimits limits, long tokens = 10, TimeSpan? lease = null)
    {
        Reservation reservation = Request(limits, tokens, lease);
        ReserveResult result = await Ledger.ReserveAsync(reservation, _cancel);
        Assert.True(result.IsAdmitted, $"{result.Over} {result.RetryAfter}");
        return reservation;
    }

    protected async Task<(int OpenStreams, long MonthTokens)> UsageAsync()
    {
        TenantUsage usage = await Ledger.GetUsageAsync(Tenant(), TenantLimits.None, _cancel);
        return (usage.OpenStreams, usage.MonthTokens);
    }
}
