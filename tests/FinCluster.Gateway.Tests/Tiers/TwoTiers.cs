using FinCluster.Core.Fleet;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Tiers;

/// <summary>Starts gateways with an edge node "a", whose model is "small", and a central node "b", whose model is "large".</summary>
internal static class TwoTiers
{
    /// <summary>Starts one.</summary>
    /// <param name="edge">The edge's engine.</param>
    /// <param name="central">Central's engine.</param>
    /// <param name="probeTime">How long the edge has to show that it is sure; null for longer than any test waits.</param>
    public static async Task<RunningGateway> StartAsync(FakeInferenceEngine edge, FakeInferenceEngine central, TimeSpan? probeTime = null)
    {
        RunningGateway gateway = await RunningGateway.StartAsync(setup =>
        {
            setup.Gateway.Tiers.EdgeModel = "small";
            setup.Gateway.Tiers.ProbeTime = probeTime ?? TimeSpan.FromSeconds(10);
        });
        await gateway.AddNodeAsync(edge, NodeTier.Edge);
        await gateway.AddNodeAsync(central);
        return gateway;
    }
}
