using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Tests.Tenants;

public abstract partial class TenantLedgerConformanceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(25)]
    public async Task Settle_WhateverWasUsed_IsWhatTheMonthCosts(long used)
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 10);

        Assert.Equal(SettleStatus.Settled, await Ledger.SettleAsync(reservation, used, _cancel));

        Assert.Equal((0, used), await UsageAsync());
    }

    [Fact]
    public async Task Settle_LessThanReserved_GivesTheBucketTheRest()
    {
        var limits = new TenantLimits { TokensPerMinute = 60 };
        Reservation reservation = await AdmitAsync(limits, 60);

        await Ledger.SettleAsync(reservation, 10, _cancel);

        await AdmitAsync(limits, 50);
    }

    [Fact]
    public async Task Settle_MoreThanReserved_LeavesADebtThatHoldsTheNextBack()
    {
        var limits = new TenantLimits { TokensPerMinute = 60 };
        Reservation reservation = await AdmitAsync(limits, 1);

        await Ledger.SettleAsync(reservation, 180, _cancel);

        ReserveResult next = await Ledger.ReserveAsync(Request(limits, 1), _cancel);
        Assert.Equal((LimitKind.Tokens, 0), (next.Over, next.Usage.Tokens));
        Assert.InRange(next.RetryAfter!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(121));
    }

    [Fact]
    public async Task Settle_ASecondTime_BooksNothing()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 10);
        await Ledger.SettleAsync(reservation, 7, _cancel);

        Assert.Equal(SettleStatus.AlreadySettled, await Ledger.SettleAsync(reservation, 9, _cancel));

        Assert.Equal((0, 7L), await UsageAsync());
        Assert.False(await Ledger.RenewAsync(reservation, 9, _cancel));
    }

    [Fact]
    public async Task Settle_WhatWasNeverReserved_IsBookedOnce()
    {
        Reservation reservation = Request(TenantLimits.None, 10);

        Assert.Equal(SettleStatus.SettledLate, await Ledger.SettleAsync(reservation, 7, _cancel));
        Assert.Equal(SettleStatus.AlreadySettled, await Ledger.SettleAsync(reservation, 7, _cancel));

        Assert.Equal((0, 7L), await UsageAsync());
    }

    [Fact]
    public async Task Lease_RunOutUnused_GivesEverythingBack()
    {
        var limits = new TenantLimits { ConcurrentStreams = 1, MonthlyTokens = 100 };
        await AdmitAsync(limits, 100, ShortLease);

        await PassAsync(ShortLease);

        Assert.Equal((0, 0L), await UsageAsync());
        await AdmitAsync(limits, 100);
    }

    [Fact]
    public async Task Lease_RunOutAfterARenewal_CostsWhatTheRenewalSaid()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 100, ShortLease);
        Assert.True(await Ledger.RenewAsync(reservation, 42, _cancel));
        Assert.Equal((1, 100L), await UsageAsync());

        await PassAsync(ShortLease);

        Assert.Equal((0, 42L), await UsageAsync());
    }

    [Fact]
    public async Task Renew_BeforeTheEnd_HoldsOnFromThen()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 100, TimeSpan.FromSeconds(3));
        for (int i = 0; i < 4; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
            Assert.True(await Ledger.RenewAsync(reservation, 1, _cancel));
        }

        Assert.Equal((1, 100L), await UsageAsync());
        Assert.Equal(SettleStatus.Settled, await Ledger.SettleAsync(reservation, 5, _cancel));
    }

    [Fact]
    public async Task Renew_MoreThanReserved_IsBookedAtOnceAndNeverGoesBack()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 10);

        await Ledger.RenewAsync(reservation, 30, _cancel);
        await Ledger.RenewAsync(reservation, 20, _cancel);

        Assert.Equal((1, 30L), await UsageAsync());
    }

    [Fact]
    public async Task Renew_AfterTheLeaseRanOut_OpensItAgain()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 100, ShortLease);
        await PassAsync(ShortLease);
        Assert.Equal((0, 0L), await UsageAsync());

        Assert.True(await Ledger.RenewAsync(reservation with { Lease = LongLease }, 42, _cancel));

        Assert.Equal((1, 100L), await UsageAsync());
        Assert.Equal(SettleStatus.Settled, await Ledger.SettleAsync(reservation, 50, _cancel));
        Assert.Equal((0, 50L), await UsageAsync());
    }

    [Fact]
    public async Task Settle_AfterTheLeaseRanOut_BooksWhatIsMissing()
    {
        Reservation reservation = await AdmitAsync(TenantLimits.None, 100, ShortLease);
        await Ledger.RenewAsync(reservation, 42, _cancel);
        await PassAsync(ShortLease);

        Assert.Equal(SettleStatus.SettledLate, await Ledger.SettleAsync(reservation, 60, _cancel));

        Assert.Equal((0, 60L), await UsageAsync());
    }

    [Fact]
    public async Task Renew_Unknown_IsFalse() => Assert.False(await Ledger.RenewAsync(Request(TenantLimits.None), 1, _cancel));

    [Fact]
    public async Task Reserve_ByManyGatewaysAtOnce_IsNeverOverTheLimit()
    {
        const int Streams = 7;
        const int Callers = 8;
        var limits = new TenantLimits { ConcurrentStreams = Streams, MonthlyTokens = 1_000_000 };
        int held = 0, most = 0, admitted = 0;
        ITenantLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => ConnectAsync()));

        await Task.WhenAll(Enumerable.Range(0, Callers * 2).Select(caller => Task.Run(async () =>
        {
            ITenantLedger ledger = ledgers[caller % Callers];
            for (int i = 0; i < 50; i++)
            {
                Reservation reservation = Request(limits, 10);
                if ((await ledger.ReserveAsync(reservation, _cancel)).IsAdmitted)
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref held));
                    Interlocked.Increment(ref admitted);
                    await Task.Yield();
                    Interlocked.Decrement(ref held);
                    await ledger.SettleAsync(reservation, 3, _cancel);
                }
            }
        })));

        Assert.InRange(most, 1, Streams);
        Assert.Equal((0, admitted * 3L), await UsageAsync());
    }

    [Fact]
    public async Task Reserve_TheBudgetByManyAtOnce_IsSpentToTheLastTokenAndNoFurther()
    {
        var limits = new TenantLimits { MonthlyTokens = 1_000, RequestsPerSecond = 1_000_000 };
        ITenantLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectAsync()));

        bool[] admitted = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            Reservation reservation = Request(limits, 10);
            bool isAdmitted = (await ledgers[i % ledgers.Length].ReserveAsync(reservation, _cancel)).IsAdmitted;
            return isAdmitted && await ledgers[(i + 1) % ledgers.Length].SettleAsync(reservation, 10, _cancel) == SettleStatus.Settled;
        })));

        Assert.Equal(100, admitted.Count(done => done));
        Assert.Equal((0, 1_000L), await UsageAsync());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
