using System.Collections.Immutable;
using System.Globalization;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Core.Tests.Scaling;

/// <summary>Pools and moments for tests: a replica of 100 tokens/s, all of it planned for, no safety band.</summary>
internal static class Pools
{
    /// <summary>A pool of Shanghai; a usual day asks for 100 tokens/s, so that the assumed multiples are replicas.</summary>
    public static readonly PoolPlan Shanghai = new()
    {
        Name = "chat",
        Model = "fin-chat",
        Venues = ["XSHG"],
        MinReplicas = 0,
        MaxReplicas = 50,
        TokensPerSecond = 100,
        TargetUtilization = 1,
        SafetyShare = 0,
        StartSeconds = 100,
        DrainSeconds = 30,
        ReadyBeforeSeconds = 60,
        SettleSeconds = 0,
        BaseTokensPerSecond = 100,
    };

    /// <summary>A moment of Tuesday, 24 November 2026, in Shanghai's time.</summary>
    public static DateTimeOffset At(string time, string date = "2026-11-24", int hours = 8) =>
        new(DateTime.Parse($"{date}T{time}", CultureInfo.InvariantCulture), TimeSpan.FromHours(hours));

    public static DemandForecast Forecast(PoolPlan pool) =>
        new(new PhaseClock(MarketCalendar.BuiltIn, pool.Venues), pool.BaseTokensPerSecond, pool.SafetyShare);

    public static ScalingInput Input(DateTimeOffset now, int desired, double tokensPerSecond = 0, PoolPlan? pool = null) => new()
    {
        Now = now,
        Desired = desired,
        Ready = desired,
        TokensPerSecond = tokensPerSecond,
        RecentTokensPerSecond = tokensPerSecond,
        StartSeconds = (pool ?? Shanghai).StartSeconds,
    };

    public static ScalingWish Wish(int atLeast, int keep = 0) => new([new ScalingBound(atLeast, "needed")], [new ScalingBound(keep, "kept")]);

    public static int Most(ImmutableArray<ScalingBound> bounds) => bounds.Max(bound => bound.Replicas);
}
