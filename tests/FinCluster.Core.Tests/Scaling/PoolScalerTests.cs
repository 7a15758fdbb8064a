using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Core.Tests.Scaling;

public sealed class PoolScalerTests
{
    private readonly GivenPolicy _policy = new();

    [Fact]
    public void More_IsAskedForAtOnce_AndLessWhenNothingKeepsIt()
    {
        PoolScaler scaler = Scaler(Pools.Shanghai);

        Assert.Equal((7, 7, 5), (Decide(scaler, 2, 0, atLeast: 7), Decide(scaler, 7, 1, atLeast: 3, keep: 9), Decide(scaler, 7, 2, atLeast: 3, keep: 5)));
    }

    [Fact]
    public void Steps_AreLimited()
    {
        PoolScaler scaler = Scaler(Pools.Shanghai with { MaxStepUp = 3, MaxStepDown = 2 });

        Assert.Equal((5, 8, 10), (Decide(scaler, 2, 0, atLeast: 10), Decide(scaler, 5, 1, atLeast: 10), Decide(scaler, 8, 2, atLeast: 10)));
        Assert.Equal((8, 6, 5), (Decide(scaler, 10, 3, atLeast: 5), Decide(scaler, 8, 4, atLeast: 5), Decide(scaler, 6, 5, atLeast: 5)));
    }

    [Fact]
    public void AfterMore_ThereIsNotLessForAWhile()
    {
        PoolScaler scaler = Scaler(Pools.Shanghai with { SettleSeconds = 300 });
        Decide(scaler, 2, 1_000, atLeast: 7);

        Assert.Equal((7, 1), (Decide(scaler, 7, 1_299, atLeast: 1), Decide(scaler, 7, 1_300, atLeast: 1)));
    }

    [Fact]
    public void WhoTakesOver_DoesNotMakeThePoolSmallerAtOnce()
    {
        PoolScaler scaler = Scaler(Pools.Shanghai with { SettleSeconds = 300 });

        Assert.Equal((7, 7, 1), (Decide(scaler, 7, 0, atLeast: 1), Decide(scaler, 7, 299, atLeast: 1), Decide(scaler, 7, 300, atLeast: 1)));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(5, 5)]
    [InlineData(99, 8)]
    public void Numbers_StayWithinThePool(int wanted, int replicas) =>
        Assert.Equal(replicas, Decide(Scaler(Pools.Shanghai with { MinReplicas = 2, MaxReplicas = 8 }), 2, 0, atLeast: wanted));

    [Fact]
    public void Cost_LimitsThePool_AndSaysSo()
    {
        PoolPlan pool = Pools.Shanghai with { CostPerHour = 2, MaxCostPerHour = 9 };
        _policy.Wish = Pools.Wish(7);

        ScalingDecision decision = Scaler(pool).Decide(Pools.Input(Pools.At("10:00"), 2));

        Assert.Equal(4, decision.Replicas);
        Assert.Contains("7 would be needed, the cost is limited to 4", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreThanTheCostAllows_IsTakenAwayAtOnce()
    {
        PoolScaler scaler = Scaler(Pools.Shanghai with { CostPerHour = 2, MaxCostPerHour = 9, SettleSeconds = 300 });

        Assert.Equal(4, Decide(scaler, 7, 0, atLeast: 7, keep: 9));
    }

    [Fact]
    public void WarmReplicas_ComeOnTop_ButNotWhileNobodyAsks()
    {
        PoolPlan pool = Pools.Shanghai with { WarmReplicas = 2 };

        Assert.Equal((5, 0), (Decide(Scaler(pool), 0, 0, atLeast: 3), Decide(Scaler(pool), 0, 0, atLeast: 0)));
        Assert.Equal(2, Decide(Scaler(pool with { MinReplicas = 1 }), 0, 0, atLeast: 0));
    }

    [Fact]
    public void Decision_TellsWhyAndFromWhat()
    {
        _policy.Wish = Pools.Wish(7);

        ScalingDecision decision = Scaler(Pools.Shanghai).Decide(Pools.Input(Pools.At("10:00"), 2));

        Assert.Equal(("chat", 7, "needed", true), (decision.Pool, decision.Replicas, decision.Reason, decision.IsChange));
        Assert.Same(_policy.Wish, decision.Wish);
    }

    private PoolScaler Scaler(PoolPlan pool) => new(pool, _policy);

    private int Decide(PoolScaler scaler, int desired, int seconds, int atLeast, int keep = 0)
    {
        _policy.Wish = Pools.Wish(atLeast, keep);
        return scaler.Decide(Pools.Input(Pools.At("10:00").AddSeconds(seconds), desired)).Replicas;
    }

    private sealed class GivenPolicy : IScalingPolicy
    {
        public ScalingWish Wish { get; set; } = Pools.Wish(0);

        public ScalingWish Look(ScalingInput input) => Wish;
    }
}
