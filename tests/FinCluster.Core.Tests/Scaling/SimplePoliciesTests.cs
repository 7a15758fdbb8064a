using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Core.Tests.Scaling;

/// <summary>The policies without a forecast, and the signals of what is asked now.</summary>
public sealed class SimplePoliciesTests
{
    private static readonly DateTimeOffset Now = Pools.At("14:00");

    [Fact]
    public void Signals_FollowTheLargerOfTheTwoRates()
    {
        var signals = new ReactiveSignals(Pools.Shanghai);

        Assert.Equal(6, Pools.Most(signals.Look(Pools.Input(Now, 2, 120) with { RecentTokensPerSecond = 550 })));
        Assert.Equal(6, Pools.Most(signals.Look(Pools.Input(Now, 2, 550) with { RecentTokensPerSecond = 120 })));
    }

    [Fact]
    public void Signals_WorkOffABacklogInTime()
    {
        var signals = new ReactiveSignals(Pools.Shanghai with { ClearSeconds = 20 });

        Assert.Equal(7, Pools.Most(signals.Look(Pools.Input(Now, 2, 200) with { QueuedTokens = 10_000 })));
    }

    [Theory]
    [InlineData(8, 8, 1.5, 0, 10)]
    [InlineData(1, 1, 1.5, 0, 2)]
    [InlineData(8, 8, 0.9, 0, 1)]
    [InlineData(9, 8, 1.5, 0, 1)]
    [InlineData(8, 8, 0.9, 0.95, 10)]
    public void Signals_LatenessAndFullCaches_AskForAQuarterMoreOnceAllAreReady(int desired, int ready, double ttft, double pressure, int replicas)
    {
        var signals = new ReactiveSignals(Pools.Shanghai with { TtftSeconds = 1 });

        Assert.Equal(replicas, Pools.Most(signals.Look(Pools.Input(Now, desired, 100) with { Ready = ready, TtftP99 = ttft, KvPressure = pressure })));
    }

    [Fact]
    public void Reactive_KeepsWhatWasNeededLately()
    {
        var policy = new ReactivePolicy(Pools.Shanghai with { SettleSeconds = 60 });
        policy.Look(Pools.Input(Now, 9, 850));

        Assert.Equal(9, Pools.Most(policy.Look(Pools.Input(Now.AddSeconds(60), 9, 100)).Keep));
        Assert.Equal(1, Pools.Most(policy.Look(Pools.Input(Now.AddSeconds(61), 9, 100)).Keep));
    }

    [Fact]
    public void Static_IsAlwaysTheMost() =>
        Assert.Equal(50, new PoolScaler(Pools.Shanghai, new StaticPolicy(Pools.Shanghai)).Decide(Pools.Input(Now, 0)).Replicas);

    [Theory]
    [InlineData("2026-11-24", "08:59:59", 2)]
    [InlineData("2026-11-24", "09:00:00", 7)]
    [InlineData("2026-11-24", "16:00:00", 2)]
    [InlineData("2026-11-28", "10:00:00", 2)]
    [InlineData("2026-11-30", "08:00:00", 2)]
    [InlineData("2026-11-30", "09:00:00", 7)]
    public void Schedule_IsTheNewestEntry_InTheVenuesTime(string date, string time, int replicas)
    {
        PoolPlan pool = Pools.Shanghai with
        {
            Policy = PolicyKind.Schedule,
            Schedule = [new ScheduleEntry(new TimeOnly(9, 0), 7) { Days = [DayOfWeek.Monday, DayOfWeek.Tuesday] }, new ScheduleEntry(new TimeOnly(16, 0), 2)],
        };

        IScalingPolicy policy = ScalingPolicies.Create(pool, MarketCalendar.BuiltIn);

        Assert.IsType<SchedulePolicy>(policy);
        Assert.Equal(replicas, Pools.Most(policy.Look(Pools.Input(Pools.At(time, date), 0)).AtLeast));
    }

    [Theory]
    [InlineData(PolicyKind.Calendar, typeof(CalendarPolicy))]
    [InlineData(PolicyKind.Reactive, typeof(ReactivePolicy))]
    [InlineData(PolicyKind.Static, typeof(StaticPolicy))]
    public void Create_Plan_HasItsPolicy(PolicyKind kind, Type type) =>
        Assert.IsType(type, ScalingPolicies.Create(Pools.Shanghai with { Policy = kind }, MarketCalendar.BuiltIn));
}
