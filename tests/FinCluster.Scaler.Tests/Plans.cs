using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Scaler.Tests;

/// <summary>Plans and demands of tests.</summary>
internal static class Plans
{
    /// <summary>A pool of Shanghai's investors, whose replicas are asked for three and a half minutes ahead.</summary>
    public static PoolPlan Pool { get; } = new()
    {
        Name = "central",
        Model = "fin-chat",
        Venues = ["XSHG"],
        MinReplicas = 1,
        MaxReplicas = 20,
        TokensPerSecond = 100,
        BaseTokensPerSecond = 100,
        StartSeconds = 120,
        ReadyBeforeSeconds = 60,
        CostPerHour = 2,
    };

    public static ScalingPlan Of(params PoolPlan[] pools) => new([.. pools]);

    public static GatewayDemand Waiting(int requests) => new("g", [new ModelDemand { Model = "fin-chat", QueuedRequests = requests }]);
}
