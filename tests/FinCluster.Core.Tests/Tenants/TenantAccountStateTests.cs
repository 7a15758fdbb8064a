using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Tenants;

/// <summary>An account that another keeper goes on with behaves as if it had been one.</summary>
public sealed class TenantAccountStateTests
{
    private static readonly TenantLimits Limits = new()
    {
        RequestsPerSecond = 3, TokensPerMinute = 5_000, ConcurrentStreams = 4, MonthlyTokens = 60_000,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnyHistory_KeeperChangesAgainAndAgain_AnswersAsOneKeeperWould(int seed)
    {
        var random = new Random(seed);
        var whole = new TenantAccount();
        var moving = new TenantAccount();
        var open = new List<Reservation>();
        var elapsed = TimeSpan.Zero;
        for (int step = 0; step < 2_000; step++)
        {
            elapsed += TimeSpan.FromMilliseconds(random.Next(400));
            LedgerTime now = LedgerTime.From(elapsed, new DateTimeOffset(2026, 3, 30, 0, 0, 0, TimeSpan.Zero) + elapsed);
            if (random.Next(5) == 0)
            {
                moving = TenantAccount.From(moving.Save());
            }

            int what = random.Next(4);
            if (open.Count == 0 || what == 0)
            {
                var reservation = new Reservation(
                    new ReservationId($"r{step}"), new TenantId("acme"), Limits, random.Next(1, 800), TimeSpan.FromSeconds(random.Next(1, 20)),
                    random.Next(4) > 0);
                ReserveResult expected = whole.Reserve(reservation, now);
                Assert.Equal(expected, moving.Reserve(reservation, now));
                if (expected.IsAdmitted)
                {
                    open.Add(reservation);
                }
            }
            else
            {
                Reservation reservation = open[random.Next(open.Count)];
                long tokens = random.Next(1_000);
                if (what == 1)
                {
                    Assert.Equal(whole.Renew(reservation, tokens, now), moving.Renew(reservation, tokens, now));
                }
                else
                {
                    Assert.Equal(whole.Settle(reservation, tokens, now), moving.Settle(reservation, tokens, now));
                    open.Remove(reservation);
                }
            }

            Assert.Equal(whole.GetUsage(Limits, now), moving.GetUsage(Limits, now));
            Assert.Equal(whole.FirmMonthTokens, moving.FirmMonthTokens);
        }
    }
}
