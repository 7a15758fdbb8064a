using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Tenants;

/// <summary>What the conformance suite of ledgers cannot reach: months, forgetting, and long random histories.</summary>
public sealed class TenantAccountTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 23, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly TenantAccount _account = new();
    private TimeSpan _elapsed;

    [Fact]
    public void Settle_InTheNextMonth_LeavesThatMonthAlone()
    {
        Reservation reservation = Admit(100, TimeSpan.FromHours(1));
        _elapsed = TimeSpan.FromMinutes(59);
        Assert.True(_account.Renew(reservation, 5, Now));
        _elapsed += TimeSpan.FromMinutes(2);

        Assert.Equal(SettleStatus.Settled, _account.Settle(reservation, 60, Now));

        Assert.Equal((202_602, 0L, 0L), (_account.Month, _account.MonthTokens, _account.FirmMonthTokens));
    }

    [Fact]
    public void Reserve_BudgetSpent_IsFreeAgainWhenTheMonthIsOver()
    {
        var limits = new TenantLimits { MonthlyTokens = 100 };
        _account.Settle(Admit(100, limits: limits), 100, Now);

        ReserveResult refused = _account.Reserve(Request(1, limits: limits), Now);
        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);

        _elapsed = refused.RetryAfter!.Value;
        Assert.True(_account.Reserve(Request(100, limits: limits), Now).IsAdmitted);
    }

    [Fact]
    public void SettledAndReclaimed_AfterTheirRetention_AreForgotten()
    {
        _account.Settle(Admit(1), 1, Now);
        Admit(1);
        _elapsed = Lease;
        _account.GetUsage(TenantLimits.None, Now);
        Assert.Equal(1, _account.RememberedCount);

        _elapsed += TenantAccount.ReclaimedRetention;
        _account.GetUsage(TenantLimits.None, Now);

        Assert.Equal(0, _account.RememberedCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyHistory_OfReservations_CountsEachOneOnce(int seed)
    {
        var random = new Random(seed);
        var limits = new TenantLimits { ConcurrentStreams = 5, TokensPerMinute = 10_000 };
        var open = new List<(Reservation Reservation, long Used)>();
        long expected = 0;
        for (int i = 0; i < 20_000; i++)
        {
            // Far enough from the month's end that it stays one month.
            _elapsed += TimeSpan.FromMilliseconds(random.Next(100));
            switch (random.Next(3))
            {
                case 0:
                    Reservation next = Request(random.Next(1, 500), TimeSpan.FromMilliseconds(random.Next(1, 500)), limits);
                    if (_account.Reserve(next, Now).IsAdmitted)
                    {
                        open.Add((next, 0));
                    }

                    break;
                case 1 when open.Count > 0:
                    int index = random.Next(open.Count);
                    (Reservation renewed, long used) = open[index];
                    open[index] = (renewed, used + random.Next(50));
                    Assert.True(_account.Renew(renewed, open[index].Used, Now));
                    break;
                case 2 when open.Count > 0:
                    int ended = random.Next(open.Count);
                    long total = open[ended].Used + random.Next(50);
                    Assert.NotEqual(SettleStatus.AlreadySettled, _account.Settle(open[ended].Reservation, total, Now));
                    expected += total;
                    open.RemoveAt(ended);
                    break;
            }

            Assert.InRange(_account.GetUsage(limits, Now).OpenStreams, 0, Math.Max(5, open.Count));
        }

        open.ForEach(entry => _account.Settle(entry.Reservation, entry.Used, Now));
        expected += open.Sum(entry => entry.Used);
        Assert.Equal((0, expected), (_account.GetUsage(limits, Now).OpenStreams, _account.MonthTokens));
        Assert.Equal(expected, _account.FirmMonthTokens);
    }

    private LedgerTime Now => LedgerTime.From(_elapsed, Start + _elapsed);

    private static Reservation Request(long tokens, TimeSpan? lease = null, TenantLimits? limits = null) =>
        new(ReservationId.New(), new TenantId("a"), limits ?? TenantLimits.None, tokens, lease ?? Lease);

    private Reservation Admit(long tokens, TimeSpan? lease = null, TenantLimits? limits = null)
    {
        Reservation reservation = Request(tokens, lease, limits);
        Assert.True(_account.Reserve(reservation, Now).IsAdmitted);
        return reservation;
    }
}
