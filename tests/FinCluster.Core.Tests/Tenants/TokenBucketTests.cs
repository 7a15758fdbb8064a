using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Tenants;

public sealed class TokenBucketTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(999_983)]
    [InlineData(TenantLimits.MaxTokensPerMinute)]
    public void Take_WheneverItIsPossible_GivesExactlyTheLimit(long perMinute)
    {
        var rule = BucketRule.ForTokens(perMinute);
        var random = new Random(42);
        long now = 1_700_000_000 * Second;
        TokenBucket bucket = TokenBucket.Full(rule, now);
        long taken = 0;
        long started = now;
        for (int i = 0; i < 10_000; i++)
        {
            now += random.NextInt64(0, 3 * Second);
            bucket = bucket.Refill(rule, now);
            long units = random.NextInt64(0, (perMinute / 2) + 2);
            if (units <= bucket.Available(rule))
            {
                bucket = bucket.Take(rule, units);
                taken += units;
            }

            // Never more than a burst and what has come since; in integers, so an error of one grain would show.
            Assert.True((Int128)taken * 60 * Second <= ((Int128)perMinute * 60 * Second) + ((Int128)perMinute * (now - started)));
        }

        Assert.True(taken > perMinute);
    }

    [Fact]
    public void Refill_InManySmallSteps_IsWhatOneLargeStepGives()
    {
        var rule = BucketRule.ForRequests(0.7m);
        TokenBucket empty = TokenBucket.Full(rule, 0).Take(rule, 1);
        TokenBucket inSteps = empty;
        for (long now = 0; now <= Second; now += 7)
        {
            inSteps = inSteps.Refill(rule, now);
        }

        Assert.Equal(empty.Refill(rule, inSteps.UpdatedMicros), inSteps);
    }

    [Theory]
    [InlineData(60, 1, 1_000_000)]
    [InlineData(60, 60, 60_000_000)]
    [InlineData(7, 1, 8_571_429)]
    public void WaitMicros_Empty_IsTheFirstMicrosecondAtWhichTheUnitsAreThere(long perMinute, long units, long expected)
    {
        var rule = BucketRule.ForTokens(perMinute);
        TokenBucket empty = TokenBucket.Full(rule, 0).Take(rule, perMinute);

        long wait = empty.WaitMicros(rule, units);

        Assert.Equal(expected, wait);
        Assert.True(empty.Refill(rule, wait).Available(rule) >= units);
        Assert.True(empty.Refill(rule, wait - 1).Available(rule) < units);
    }

    [Fact]
    public void Refill_ClockGoesBack_ChangesNothingUntilItHasCaughtUp()
    {
        var rule = BucketRule.ForTokens(60);
        TokenBucket bucket = TokenBucket.Full(rule, 10 * Second).Take(rule, 60);

        Assert.Equal(bucket, bucket.Refill(rule, 5 * Second));
        Assert.Equal(1, bucket.Refill(rule, 5 * Second).Refill(rule, 11 * Second).Available(rule));
    }

    [Fact]
    public void Refill_AfterAThousandYears_IsFullAndNotOver()
    {
        var rule = BucketRule.ForTokens(TenantLimits.MaxTokensPerMinute);
        TokenBucket bucket = TokenBucket.Full(rule, 0).Take(rule, 5).Refill(rule, 32_000_000_000L * Second);

        Assert.Equal(rule.Capacity, bucket.Level);
    }

    [Fact]
    public void Capacity_OfTheLargestLimits_IsExactInADouble()
    {
        const long Exact = 1L << 53;

        Assert.True(BucketRule.ForTokens(TenantLimits.MaxTokensPerMinute).Capacity < Exact);
        Assert.True(BucketRule.ForRequests(TenantLimits.MaxRequestsPerSecond).Capacity < Exact);
        Assert.True(Reservation.MaxTokens * BucketRule.ForTokens(1).PeriodMicros < Exact);
    }

    [Theory]
    [InlineData("0.001", 1, 1)]
    [InlineData("0.5", 500, 1)]
    [InlineData("1.5", 1_500, 2)]
    [InlineData("20", 20_000, 20)]
    public void ForRequests_Limit_HoldsASecondsRequestsRoundedUp(string perSecond, long amount, long burst)
    {
        var rule = BucketRule.ForRequests(decimal.Parse(perSecond, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((amount, burst), (rule.Amount, rule.Burst));
    }
}
