using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Core.Tests.Scaling;

public sealed class CalendarPolicyTests
{
    [Theory]
    [InlineData(100, 60, "09:11:55")]
    [InlineData(100, 0, "09:12:55")]
    [InlineData(1_440, 60, "08:44:00")]
    public void BeforeTheOpen_ReplicasAreAskedForSoThatTheyAreReadyInTime(double start, double readyBefore, string askedAt)
    {
        // A start of 100 s and a quarter, and a minute to spare: 185 s before 09:15.
        PoolPlan pool = Pools.Shanghai with { StartSeconds = start, ReadyBeforeSeconds = readyBefore };
        DateTimeOffset asked = Pools.At(askedAt);

        Assert.InRange(Wanted(pool, asked.AddSeconds(-1)), 1, 2);
        Assert.Equal(4, Wanted(pool, asked));
    }

    [Theory]
    [InlineData(100, 2)]
    [InlineData(2_000, 2)]
    [InlineData(2_100, 3)]
    public void Lunch_TakesReplicasAwayOnlyIfTheyComeBackInTime(double start, int kept)
    {
        PoolPlan pool = Pools.Shanghai with { StartSeconds = start };
        var scaler = new PoolScaler(pool, new CalendarPolicy(pool, Pools.Forecast(pool)));
        scaler.Decide(Pools.Input(Pools.At("11:31"), 3, 110, pool));

        ScalingDecision decision = scaler.Decide(Pools.Input(Pools.At("11:31:10"), 3, 110, pool));

        Assert.Equal(kept, decision.Replicas);
    }

    [Fact]
    public void MoreIsAskedThanExpected_CountsAtOnce()
    {
        var policy = new CalendarPolicy(Pools.Shanghai, Pools.Forecast(Pools.Shanghai));

        Assert.Equal(9, Pools.Most(policy.Look(Pools.Input(Pools.At("14:00"), 2, 850)).AtLeast));
    }

    [Fact]
    public void Burst_IsKeptUntilReplicasCouldHaveBeenDrainedAndStarted()
    {
        var policy = new CalendarPolicy(Pools.Shanghai, Pools.Forecast(Pools.Shanghai));
        policy.Look(Pools.Input(Pools.At("16:00"), 9, 850));

        Assert.Equal(9, Pools.Most(policy.Look(Pools.Input(Pools.At("16:02:10"), 9, 100)).Keep));
        Assert.InRange(Pools.Most(policy.Look(Pools.Input(Pools.At("16:02:11"), 9, 100)).Keep), 1, 8);
    }

    [Fact]
    public void NobodyAsks_PoolIsEmpty_AndOneWaitingRequestBringsAReplica()
    {
        PoolPlan pool = Pools.Shanghai with { BaseTokensPerSecond = 0 };
        var scaler = new PoolScaler(pool, new CalendarPolicy(pool, Pools.Forecast(pool)));

        Assert.Equal(0, scaler.Decide(Pools.Input(Pools.At("14:00"), 0)).Replicas);
        Assert.Equal(1, scaler.Decide(Pools.Input(Pools.At("14:00:01"), 0) with { QueuedTokens = 5 }).Replicas);
        Assert.Equal(1, scaler.Decide(Pools.Input(Pools.At("14:00:02"), 1)).Replicas);
    }

    [Fact]
    public void UnknownYear_WarnsAndAssumesAFullDay()
    {
        var policy = new CalendarPolicy(Pools.Shanghai, Pools.Forecast(Pools.Shanghai));

        ScalingWish wish = policy.Look(Pools.Input(Pools.At("09:14", "2027-03-02"), 2));

        Assert.Contains("a full trading day is assumed", Assert.Single(wish.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, Pools.Most(wish.AtLeast));
        Assert.Empty(policy.Look(Pools.Input(Pools.At("09:14", "2027-03-06"), 2)).Warnings);
    }

    [Fact]
    public void Holiday_StartsNothing()
    {
        PoolPlan pool = Pools.Shanghai;

        Assert.Equal(1, Wanted(pool, Pools.At("09:14", "2026-10-01")));
    }

    [Fact]
    public void Looks_TeachTheForecast()
    {
        var policy = new CalendarPolicy(Pools.Shanghai, Pools.Forecast(Pools.Shanghai));
        for (DateTimeOffset at = Pools.At("10:00"); at <= Pools.At("10:30"); at = at.AddSeconds(10))
        {
            policy.Look(Pools.Input(at, 4, 360));
        }

        // Twice as much as was assumed for the time, so more is expected of the afternoon, too.
        Assert.InRange(policy.Forecast.At(Pools.At("14:00")), 1.4 * 150, 2.6 * 150);
        Assert.Equal(5, policy.Forecast.Profile.Cells.Count);
    }

    [Fact]
    public void TimeAway_CountsAsAMinuteAtMost()
    {
        var policy = new CalendarPolicy(Pools.Shanghai, Pools.Forecast(Pools.Shanghai));
        policy.Look(Pools.Input(Pools.At("10:00"), 4, 100_000));
        policy.Look(Pools.Input(Pools.At("12:00"), 4, 100_000));
        policy.Look(Pools.Input(Pools.At("12:00:01"), 4, 100));

        // It was seen at 12:00 only, and says nothing of the two hours before.
        Assert.All(policy.Forecast.Profile.Cells.Keys, key => Assert.StartsWith("XSHG/Full/Continuous/2/6", key.ToString(), StringComparison.Ordinal));
    }

    private static int Wanted(PoolPlan pool, DateTimeOffset at) =>
        Pools.Most(new CalendarPolicy(pool, Pools.Forecast(pool)).Look(Pools.Input(at, 2, 0, pool)).AtLeast);
}
